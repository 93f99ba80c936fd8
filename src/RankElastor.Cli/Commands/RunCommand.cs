using System.CommandLine;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Training.Options;

namespace RankElastor.Cli.Commands;

/// <summary>run: one experiment from files to report.</summary>
static class RunCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        Option<string?> Of(string name) => new(name) { Description = TrainingOptionsReader.Keys.Switch(name).Description };
        var (probeEvery, probeRows, probeBudget) = (Of("--probe-every"), Of("--probe-rows"), Of("--probe-budget"));
        var command = SharedOptions.With(
            new Command("run", """
                Prepare data if needed, train, select on validation, test, and write the report.
                Example: rankelastor run --config experiments/configs/frappe_x1 --expid DNN_frappe_x1 --data-root ../shared/data
                """),
            [
                shared.Config, shared.Experiment, shared.DataRoot, shared.Out, shared.Cache, shared.Seed, shared.MaxEpochs, probeEvery, probeRows, probeBudget, shared.Resume,
                .. shared.NativeSwitches, shared.Json,
            ]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            var result = ExperimentJob.Run(
                new ExperimentRequest
                {
                    ConfigFolder = parsed.GetValue(shared.Config)!,
                    Experiment = parsed.GetValue(shared.Experiment)!,
                    DataRoot = parsed.GetValue(shared.DataRoot),
                    Out = parsed.GetValue(shared.Out)!,
                    Cache = parsed.GetValue(shared.Cache)!,
                    Seed = parsed.GetValue(shared.Seed),
                    MaxEpochs = parsed.GetValue(shared.MaxEpochs),
                    ProbeEvery = parsed.GetValue(probeEvery),
                    ProbeRows = parsed.GetValue(probeRows),
                    ProbeBudget = parsed.GetValue(probeBudget),
                    Resume = parsed.GetValue(shared.Resume),
                    Native = shared.Native(parsed),
                },
                terminal,
                context.Cancellation);
            Summary.Print(terminal, result, Path.Combine(result.Run, "report.html"));
            terminal.Result(result);
            return ExitCode.Done;
        });
        return command;
    }
}
