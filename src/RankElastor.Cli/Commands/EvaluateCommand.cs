using System.CommandLine;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;

namespace RankElastor.Cli.Commands;

/// <summary>evaluate: metrics of a trained run on a labelled file.</summary>
static class EvaluateCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var run = new Option<string>("--run") { Description = "Run directory.", Required = true };
        var data = new Option<string>("--data")
        {
            Description = "A file in the format of the training data.",
            Required = true,
        };
        var command = SharedOptions.With(
            new Command("evaluate", """
                Metrics of a run's best weights on a labelled file.
                Example: rankelastor evaluate --run runs/DNN_frappe_x1_seed2021 --data ../shared/data/frappe_x1/test.csv
                """),
            [run, data, .. shared.MachineSwitches, shared.Gpu, shared.Json]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            shared.AnswerGpu(parsed, terminal);
            using var ranker = Ranker.Load(parsed.GetValue(run)!, machine: shared.Machine(parsed));
            CalibrationLines.Say(terminal, ranker);
            var metrics = ranker.Evaluate(parsed.GetValue(data)!, new ConsoleProgress(terminal));
            foreach (var (name, value) in metrics)
            {
                terminal.Line($"{name} {MetricText.Of(value)}");
            }

            terminal.Result(metrics);
            return ExitCode.Done;
        });
        return command;
    }
}
