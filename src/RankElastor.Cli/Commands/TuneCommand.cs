using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Experiments.Searches;
using RankElastor.Tuning;

namespace RankElastor.Cli.Commands;

/// <summary>tune: every combination of a FuxiCTR tuner file, or a search with a budget of epochs.</summary>
static class TuneCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var files = new Option<string[]>("--config")
        {
            Description = "A tuner file as FuxiCTR's run_param_tuner reads it: base_config, base_expid, tuner_space; "
                + "with search several.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var tag = new Option<string?>("--tag") { Description = "Only points whose experiment id holds this text." };
        var method = Of<string?>("--search");
        var epochs = Of<int?>("--search-epochs");
        var seed = Of<int?>("--search-seed");
        var command = SharedOptions.With(
            new Command("tune", """
                Train every combination of a tuner file, or search its space with a budget of epochs; finished points
                are read, an interrupted one goes on. A grid also adds a line for each result to OUT/FILE.csv. Searches
                of several files have one budget each; processes with the same command share them.
                Example: rankelastor tune --config DNN_tuner_config.yaml --data-root ../shared/data
                Example: rankelastor tune --config A.yaml B.yaml --search tpe --search-epochs 120 --out tuned
                """),
            [
                files, method, epochs, seed, tag, shared.DataRoot, shared.Out, shared.Cache, shared.Seed,
                shared.MaxEpochs, .. shared.MachineSwitches, shared.Gpu, shared.Json,
            ]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            shared.AnswerGpu(parsed, terminal);
            var paths = parsed.GetValue(files)!;
            (string, object?)[] switches =
            [
                (method.Name, parsed.GetValue(method)), (epochs.Name, parsed.GetValue(epochs)),
                (seed.Name, parsed.GetValue(seed)),
            ];
            var grids = paths.Where(
                path => TunerSpace.SearchOf(path, switches).Method == SearchMethod.Grid).ToList();
            if (grids.Count == 0)
            {
                Search(context, terminal, parsed, shared, tag, new SearchRequest
                {
                    Spaces =
                        [.. paths.Select(path => TunerSpace.Load(path, parsed.GetValue(shared.DataRoot), switches))],
                    Make = config => shared.Changed(Experiment.Of(config, null), parsed),
                    Out = parsed.GetValue(shared.Out)!,
                    Command = Line(paths, parsed, [method, epochs, seed, shared.Seed, shared.MaxEpochs]),
                    Progress = new ConsoleProgress(terminal),
                });
            }
            else if (paths.Length == 1)
            {
                Grid(context, terminal, parsed, shared, tag, paths[0]);
            }
            else
            {
                throw InputException.At("--config", $"{grids[0]} without a search, and others",
                    "one file, or --search random | halving | tpe");
            }

            return ExitCode.Done;
        });
        return command;
    }

    static Option<T> Of<T>(string name) =>
        new(name) { Description = SearchOptions.Keys.Switch(name).Description };

    static void Search(
        VerbContext context, Terminal terminal, ParseResult parsed, SharedOptions shared, Option<string?> tag,
        SearchRequest request)
    {
        if (parsed.GetValue(tag) is { } text)
        {
            throw InputException.At(tag.Name, $"'{text}'", "without a search: points of a grid are chosen by it");
        }

        var results = Experiments.Searches.Search.Run(request, context.Cancellation);
        terminal.EndStatus();
        foreach (var result in results)
        {
            terminal.Line($"{result.File}: {result.Epochs} epochs");
            PrintHead(terminal);
            foreach (var point in result.Points)
            {
                PrintPoint(
                    terminal, point.Monitor, point.Valid, point.Test, point.Values,
                    point.Failure is { } failure ? $"failed: {failure}" : "");
            }

            terminal.Line($"chosen on the validation split: {result.Points[0].Id}, {Gain(result.Gain)}");
        }

        terminal.Line($"{results[0].Page}; chosen settings in {Path.Combine(parsed.GetValue(shared.Out)!, "chosen")}");
        terminal.Result(results);
    }

    static string Gain(double gain) => double.IsNaN(gain) ? "the base was not tried (start: base)"
        : string.Create(CultureInfo.InvariantCulture, $"{gain:+0.000000;-0.000000;0.000000} to the base");

    /// <summary>What another place needs to do the same: all but folders and switches of the machine.</summary>
    static string Line(string[] paths, ParseResult parsed, IReadOnlyList<Option> options) =>
        $"rankelastor tune --config {string.Join(' ', paths)}" + string.Concat(options
            .Select(option => (option.Name, Value: parsed.GetResult(option)?.GetValueOrDefault<object>()))
            .Where(option => option.Value is not null)
            .Select(option => string.Create(CultureInfo.InvariantCulture, $" {option.Name} {option.Value}")));

    static void Grid(
        VerbContext context, Terminal terminal, ParseResult parsed, SharedOptions shared, Option<string?> tag,
        string file)
    {
        var output = parsed.GetValue(shared.Out)!;
        var grid = GridSearch.Load(file, dataRoot: parsed.GetValue(shared.DataRoot))
            .With(experiment => shared.Changed(experiment, parsed));
        grid = parsed.GetValue(tag) is { } text ? grid.Tagged(text) : grid;
        var points = grid.Run(
            point => ResultLine.AddTo(
                Path.Combine(output, $"{grid.Name}.csv"),
                ResultLine.Of(point.Result!, context.CommandLine, DateTimeOffset.Now)),
            new ConsoleProgress(terminal), context.Cancellation);
        terminal.EndStatus();
        Print(terminal, points, output);
    }

    static void Print(Terminal terminal, IReadOnlyList<GridPoint> points, string output)
    {
        PrintHead(terminal);
        foreach (var point in points)
        {
            PrintPoint(
                terminal, point.Monitor, point.Result?.Valid, point.Result?.Test, point.Varied,
                "under way in another process");
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

    static void PrintHead(Terminal terminal) =>
        terminal.Line($"{"monitor",9}  {"valid",-34}  {"test",-34}  values");

    /// <summary>A line of the table; <paramref name="without"/> says why there is no result.</summary>
    static void PrintPoint(
        Terminal terminal, double monitor, IReadOnlyDictionary<string, double>? valid,
        IReadOnlyDictionary<string, double>? test, IReadOnlyDictionary<string, string> varied, string without)
    {
        var values = string.Join("  ", varied.Select(pair => $"{pair.Key}={pair.Value}"));
        terminal.Line(valid is not null && test is not null
            ? $"{MetricText.Of(monitor),9}  {Metrics(valid),-34}  {Metrics(test),-34}  {values}"
            : $"{"",9}  {without,-34}  {"",-34}  {values}");
    }

    static string Metrics(IReadOnlyDictionary<string, double> metrics) => string.Join(
        "  ", metrics.Where(metric => metric.Key is not ("calibration" or "ECE" or "ECE_null"))
            .Select(metric => $"{metric.Key} {MetricText.Of(metric.Value)}"));
}
