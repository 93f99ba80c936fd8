using System.CommandLine;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;

namespace RankElastor.Cli.Commands;

/// <summary>run: one experiment from files to report.</summary>
static class RunCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var command = SharedOptions.With(
            new Command("run", """
                Prepare data if needed, train, select on validation, test, and write the report.
                Example: rankelastor run --config experiments/configs/frappe_x1 --expid DNN_frappe_x1 \
                  --data-root ../shared/data
                """),
            [
                shared.Config, shared.Experiment, shared.DataRoot, shared.Out, shared.Cache, shared.Seed,
                shared.MaxEpochs, shared.ProbeEvery, shared.ProbeRows, shared.ProbeBudget, shared.Resume,
                .. shared.MachineSwitches, shared.Gpu, shared.Json,
            ]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            shared.AnswerGpu(parsed, terminal);
            var (experiment, progress) = (shared.Load(parsed), new ConsoleProgress(terminal));
            using var run = parsed.GetValue(shared.Resume)
                ? experiment.Resume(progress, context.Cancellation)
                : experiment.Run(progress, context.Cancellation);
            terminal.EndStatus();
            var result = run.Result;
            var config = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(
                parsed.GetValue(shared.Config)!)));
            ResultLine.AddTo(
                Path.Combine(parsed.GetValue(shared.Out)!, $"{config}.csv"),
                ResultLine.Of(result, context.CommandLine, DateTimeOffset.Now));
            Summary.Print(terminal, result, Path.Combine(result.Run, "report.html"));
            terminal.Result(result);
            return ExitCode.Done;
        });
        return command;
    }
}
