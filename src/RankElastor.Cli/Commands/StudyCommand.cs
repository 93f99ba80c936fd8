using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Experiments.Studies;

namespace RankElastor.Cli.Commands;

/// <summary>study: models compared over seeds on the same test rows.</summary>
static class StudyCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var only = new Option<string[]>("--expid")
        {
            Description = "Only these experiments of the configuration, in this order.",
            AllowMultipleArgumentsPerToken = true,
        };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds.", DefaultValueFactory = _ => 5 };
        var first = new Option<int>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 2019 };
        var baseline = new Option<string?>("--baseline")
        {
            Description = "The experiment that the others are compared with (default: the first).",
        };
        var pairs = new Option<string>("--pairs")
        {
            Description = "baseline, or all: every experiment with every other.",
            DefaultValueFactory = _ => "baseline",
        };
        var margin = new Option<double?>("--margin")
        {
            Description = "The least difference that matters; smaller ones may be found equal.",
        };
        var output = new Option<string>("--out")
        {
            Description = "Folder of the study: its runs, page and tables.",
            DefaultValueFactory = _ => "study",
        };
        var command = SharedOptions.With(
            new Command("study", """
                Compare models over seeds on the same test rows: intervals, tests and a verdict for each pair. Several
                processes with the same command share the runs; finished ones are read, interrupted ones go on.
                Example: rankelastor study --config experiments/configs/frappe_x1 --data-root ../shared/data \
                  --expid DNN_frappe_x1 RankMixer_frappe_x1 RankElastor_frappe_x1 --seeds 5 --out frappe_study
                """),
            [
                shared.Config, only, shared.DataRoot, seeds, first, baseline, pairs, margin, output, shared.Cache,
                shared.MaxEpochs, .. shared.MachineSwitches, shared.Json,
            ]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            var (config, folder) = (parsed.GetValue(shared.Config)!, parsed.GetValue(output)!);
            var machine = shared.Machine(parsed);
            var names = Names(config, parsed.GetValue(only) ?? []);
            var request = new StudyRequest
            {
                Experiments = names,
                Make = (name, seed) => Experiment.Load(config, name, dataRoot: parsed.GetValue(shared.DataRoot)).With(
                    ("--seed", seed), ("--max-epochs", parsed.GetValue(shared.MaxEpochs))) with
                {
                    Out = folder,
                    Cache = parsed.GetValue(shared.Cache)!,
                    Machine = machine,
                },
                Seeds = parsed.GetValue(seeds),
                FirstSeed = parsed.GetValue(first),
                Out = folder,
                Baseline = parsed.GetValue(baseline),
                AllPairs = parsed.GetValue(pairs) switch
                {
                    "all" => true,
                    "baseline" => false,
                    var word => throw InputException.At("--pairs", $"'{word}'", "baseline | all"),
                },
                Margin = parsed.GetValue(margin),
                Command = Line(config, names, parsed, [seeds, first, baseline, pairs, margin, shared.MaxEpochs]),
                Workers = machine.Start().Workers,
                Progress = new ConsoleProgress(terminal),
            };
            var result = Study.Run(request, context.Cancellation);
            terminal.EndStatus();
            Print(terminal, result);
            return ExitCode.Done;
        });
        return command;
    }

    static IReadOnlyList<string> Names(string config, string[] asked)
    {
        var known = ExperimentConfig.Experiments(config);
        var unknown = asked.FirstOrDefault(name => !known.Contains(name));
        return unknown is null ? asked.Length == 0 ? known : [.. asked.Distinct()]
            : throw InputException.At(
                "--expid", $"'{unknown}'", string.Join(" | ", known) + NearMiss.Hint(unknown, known));
    }

    /// <summary>What another place needs to do the same: all but folders and switches of the machine.</summary>
    static string Line(
        string config, IReadOnlyList<string> names, ParseResult parsed, IReadOnlyList<Option> options)
    {
        var words = options
            .Select(option => (option.Name, Value: parsed.GetResult(option)?.GetValueOrDefault<object>()))
            .Where(option => option.Value is not null)
            .Select(option => string.Create(CultureInfo.InvariantCulture, $" {option.Name} {option.Value}"));
        return $"rankelastor study --config {config} --expid {string.Join(' ', names)}{string.Concat(words)}";
    }

    static void Print(Terminal terminal, StudyResult result)
    {
        foreach (var one in result.Verdicts)
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture,
                $"{one.Metric,-8} {one.Experiment} less {one.Against}: {one.Difference:+0.00000;-0.00000;0.00000} "
                    + $"[{one.Low:+0.00000;-0.00000;0.00000}, {one.High:+0.00000;-0.00000;0.00000}]  {one.Verdict}"));
        }

        terminal.Line(result.Page);
        terminal.Result(result);
    }
}
