using System.CommandLine;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Tuning;

namespace RankElastor.Cli.Commands;

/// <summary>tune: every combination of a FuxiCTR tuner file.</summary>
static class TuneCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var file = new Option<string>("--config")
        {
            Description = "A tuner file as FuxiCTR's run_param_tuner reads it: base_config, base_expid, tuner_space.",
            Required = true,
        };
        var tag = new Option<string?>("--tag") { Description = "Only points whose experiment id holds this text." };
        var command = SharedOptions.With(
            new Command("tune", """
                Train every combination of a tuner file; finished ones are read, an interrupted one goes on. Results are
                also added, a line each, to OUT/FILE.csv.
                Example: rankelastor tune --config DNN_tuner_config.yaml --data-root ../shared/data
                """),
            [
                file, tag, shared.DataRoot, shared.Out, shared.Cache, shared.Seed, shared.MaxEpochs,
                .. shared.MachineSwitches, shared.Gpu, shared.Json,
            ]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            shared.AnswerGpu(parsed, terminal);
            var output = parsed.GetValue(shared.Out)!;
            var grid = GridSearch.Load(parsed.GetValue(file)!, dataRoot: parsed.GetValue(shared.DataRoot))
                .With(experiment => shared.Changed(experiment, parsed));
            grid = parsed.GetValue(tag) is { } text ? grid.Tagged(text) : grid;
            var points = grid.Run(
                point => ResultLine.AddTo(
                    Path.Combine(output, $"{grid.Name}.csv"),
                    ResultLine.Of(point.Result!, context.CommandLine, DateTimeOffset.Now)),
                new ConsoleProgress(terminal), context.Cancellation);
            terminal.EndStatus();
            Print(terminal, points, output);
            return ExitCode.Done;
        });
        return command;
    }

    static void Print(Terminal terminal, IReadOnlyList<GridPoint> points, string output)
    {
        terminal.Line($"{"monitor",9}  {"valid",-34}  {"test",-34}  values");
        foreach (var point in points)
        {
            var values = string.Join("  ", point.Varied.Select(pair => $"{pair.Key}={pair.Value}"));
            terminal.Line(point.Result is { } result
                ? $"{MetricText.Of(point.Monitor),9}  {Metrics(result.Valid),-34}  {Metrics(result.Test),-34}  {values}"
                : $"{"",9}  {"under way in another process",-34}  {"",-34}  {values}");
        }

        terminal.Line($"chosen on the validation split: {points[0].Experiment.Id}; runs in {output}");
        terminal.Result(points.Select(point => new
        {
            point.Experiment.Id,
            point.Varied,
            point.Monitor,
            Valid = point.Result?.Valid,
            Test = point.Result?.Test,
        }).ToList());
    }

    static string Metrics(IReadOnlyDictionary<string, double> metrics) => string.Join(
        "  ", metrics.Where(metric => metric.Key is not ("calibration" or "ECE" or "ECE_null"))
            .Select(metric => $"{metric.Key} {MetricText.Of(metric.Value)}"));
}
