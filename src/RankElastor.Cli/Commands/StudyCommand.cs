using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;
using RankElastor.Experiments.Studies;

namespace RankElastor.Cli.Commands;

/// <summary>study: models compared over seeds on the same test rows.</summary>
static class StudyCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var sets = new Option<string[]>("--dataset")
        {
            Description = "Only these data sets, in this order.",
            AllowMultipleArgumentsPerToken = true,
        };
        var seeds = new Option<int?>("--seeds") { Description = "How many seeds (default: the file's, else 5)." };
        var first = new Option<int?>("--seed") { Description = "The first seed (default: the file's, else 2019)." };
        var baseline = new Option<string?>("--baseline")
        {
            Description = "The experiment that the others are compared with (default: the file's, else the first).",
        };
        var pairs = new Option<string?>("--pairs")
        {
            Description = "baseline, or all: every experiment with every other (default: the file's, else baseline).",
        };
        var margin = new Option<double?>("--margin")
        {
            Description = "The least difference that matters; smaller ones may be found equal.",
        };
        var output = new Option<string>("--out")
        {
            Description = "Folder of the study: its runs, page and tables; of several data sets a folder in it for "
                + "each, and tables.md.",
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
                shared.Plan, shared.Only, sets, shared.DataRoot, seeds, first, baseline, pairs, margin, output,
                shared.Cache, shared.MaxEpochs, .. shared.MachineSwitches, shared.Json,
            ]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            var (folder, machine) = (parsed.GetValue(output)!, shared.Machine(parsed));
            var plan = Changed(StudyPlan.Load(parsed.GetValue(shared.Plan)!));
            var parts = plan.Parts();
            var line = Line(
                plan.Where, parsed, [shared.Only, sets, seeds, first, baseline, pairs, margin, shared.MaxEpochs]);
            List<StudyRequest> requests = [.. parts.Select(Request)];
            requests.ForEach(request => request.Check());
            List<StudyResult> results = [.. requests.Select(request => Study.Run(request, context.Cancellation))];
            terminal.EndStatus();
            Print(terminal, results);
            if (results.Count > 1)
            {
                terminal.Line(StudyIndex.Write(folder, line, results));
            }

            terminal.Result(results);
            return ExitCode.Done;

            StudyPlan Changed(StudyPlan file) => file with
            {
                Experiments = parsed.GetValue(shared.Only) is { Length: > 0 } names ? names : file.Experiments,
                Contrasts = parsed.GetValue(shared.Only) is { Length: > 0 } ? [] : file.Contrasts,
                Datasets = parsed.GetValue(sets) is { Length: > 0 } chosen ? chosen : file.Datasets,
                Seeds = parsed.GetValue(seeds) ?? file.Seeds,
                FirstSeed = parsed.GetValue(first) ?? file.FirstSeed,
                Baseline = parsed.GetValue(baseline) ?? file.Baseline,
                Margin = parsed.GetValue(margin) ?? file.Margin,
                AllPairs = parsed.GetValue(pairs) switch
                {
                    null => file.AllPairs,
                    "all" => true,
                    "baseline" => false,
                    var word => throw InputException.At("--pairs", $"'{word}'", "baseline | all"),
                },
            };

            StudyRequest Request(StudyPart part)
            {
                var own = parts.Count == 1 ? folder : Path.Combine(folder, part.Dataset);
                return new StudyRequest
                {
                    Experiments = part.Experiments,
                    Make = (name, seed) => Experiment.Load(
                        plan.Folder, name, dataRoot: parsed.GetValue(shared.DataRoot)).With(
                        ("--seed", seed), ("--max-epochs", parsed.GetValue(shared.MaxEpochs))) with
                    {
                        Out = own,
                        Cache = parsed.GetValue(shared.Cache)!,
                        Machine = machine,
                    },
                    Seeds = plan.Seeds,
                    FirstSeed = plan.FirstSeed,
                    Out = own,
                    Baseline = part.Baseline,
                    AllPairs = plan.AllPairs,
                    Contrasts = part.Contrasts,
                    Margin = plan.Margin,
                    Command = line,
                    Workers = machine.Start().Workers,
                    Progress = new ConsoleProgress(terminal),
                };
            }
        });
        return command;
    }

    /// <summary>What another place needs to do the same: all but folders and switches of the machine.</summary>
    static string Line(string config, ParseResult parsed, IReadOnlyList<Option> options)
    {
        var words = options
            .Select(option => (option.Name, Value: parsed.GetResult(option)?.GetValueOrDefault<object>()))
            .Where(option => option.Value is not (null or string[] { Length: 0 }))
            .Select(option => string.Create(
                CultureInfo.InvariantCulture,
                $" {option.Name} {(option.Value is string[] names ? string.Join(' ', names) : option.Value)}"));
        return $"rankelastor study --config {config}{string.Concat(words)}";
    }

    static void Print(Terminal terminal, IReadOnlyList<StudyResult> results)
    {
        foreach (var result in results)
        {
            foreach (var pair in result.Verdicts)
            {
                terminal.Line(string.Create(CultureInfo.InvariantCulture,
                    $"{pair.Metric,-8} {pair.Text}: {pair.Difference:+0.00000;-0.00000;0.00000} "
                        + $"[{pair.Low:+0.00000;-0.00000;0.00000}, {pair.High:+0.00000;-0.00000;0.00000}]  "
                        + $"{pair.Verdict}"));
            }

            terminal.Line(result.Page);
        }
    }
}
