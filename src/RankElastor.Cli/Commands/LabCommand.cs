using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Experiments;
using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Lab;
using RankElastor.Training.Records;

namespace RankElastor.Cli.Commands;

/// <summary>lab: one experiment of the laboratory, claim by claim.</summary>
static class LabCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var name = new Argument<string>("NAME")
        {
            Description = "An experiment; list; rules of registered claims; all experiments with such claims that "
                + "need no configuration.",
        };
        var config = new Option<string?>("--config")
        {
            Description = "Folder with dataset_config.yaml and model_config.yaml, for experiments that train from one; "
                + "a tuner file for guidance.",
        };
        var only = new Option<string[]>("--expid")
        {
            Description = "Only these experiments of the configuration.",
            AllowMultipleArgumentsPerToken = true,
        };
        var seeds =
            new Option<int?>("--seeds") { Description = "How many seeds (default: the experiment's own number)." };
        var firstSeed = new Option<int>("--seed")
        {
            Description = "The first seed.",
            DefaultValueFactory = _ => ClaimGroup.RegisteredSeed,
        };
        var part = new Option<string?>("--only")
        {
            Description = "Only this rule of severity (no-rule: plants without one), or this kind of data of "
                + "false-alarms.",
        };
        var judge = new Option<bool>("--rejudge")
        {
            Description = "Judge the runs that are kept in the folder of --out again; train nothing.",
        };
        var command = SharedOptions.With(
            new Command("lab", """
                Run one experiment of the laboratory: its claims, what was measured, and whether they hold.
                Example: rankelastor lab list
                Example: rankelastor lab theorems --out lab
                """),
            [
                config, only, part, judge, shared.DataRoot, seeds, firstSeed, shared.Out, shared.Cache,
                .. shared.MachineSwitches, shared.Json,
            ]);
        command.Add(name);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            switch (parsed.GetValue(name))
            {
                case "list":
                    List(terminal);
                    return ExitCode.Done;
                case "rules":
                    Rules(terminal, parsed.GetValue(firstSeed), parsed.GetValue(seeds));
                    return ExitCode.Done;
                case "all":
                    All(terminal, [.. Laboratory.Whole.Select(Run)], parsed.GetValue(shared.Out)!);
                    return ExitCode.Done;
                default:
                    Print(terminal, Run(Find(parsed.GetValue(name)!)));
                    return ExitCode.Done;
            }

            LabResult Run(LabExperiment experiment)
            {
                var count = parsed.GetValue(seeds) ?? experiment.DefaultSeeds;
                if (count < 1)
                {
                    throw InputException.At("--seeds", $"{count}", "1 or more");
                }

                var machine = shared.Machine(parsed);
                var folder = Path.Combine(parsed.GetValue(shared.Out)!, experiment.Name);
                var request = new LabRequest
                {
                    FirstSeed = parsed.GetValue(firstSeed),
                    Seeds = count,
                    Machine = machine.Start(),
                    Out = folder,
                    DataRoot = parsed.GetValue(shared.DataRoot),
                    Cache = parsed.GetValue(shared.Cache)!,
                    Config = parsed.GetValue(config),
                    MachineOptions = machine,
                    Training = new ConsoleProgress(terminal),
                    Only = parsed.GetValue(part),
                    JudgesOnly = parsed.GetValue(judge),
                    Progress = terminal.Note,
                };
                if (experiment.NeedsConfig)
                {
                    request = WithConfig(request, parsed.GetValue(config), parsed.GetValue(only) ?? [], Trained);
                }

                DurableFile.CreateFolder(folder);
                return experiment.Run(request, context.Cancellation);

                ResultRecord Trained(string id, int seed)
                {
                    if (Finished(folder, id, seed) is { } result)
                    {
                        return result;
                    }

                    var trained = Experiment.Load(
                        parsed.GetValue(config)!, id, dataRoot: parsed.GetValue(shared.DataRoot)).With(seed: seed) with
                    {
                        Out = folder,
                        Cache = parsed.GetValue(shared.Cache)!,
                        Machine = machine,
                    };
                    using var run = trained.Resume(new ConsoleProgress(terminal), context.Cancellation);
                    return run.Result;
                }
            }
        });
        return command;
    }

    static LabExperiment Find(string name)
    {
        var names = Laboratory.Experiments.Select(experiment => experiment.Name)
            .Concat(["list", "rules", "all"]).ToList();
        return Laboratory.Experiments.FirstOrDefault(experiment => experiment.Name == name)
            ?? throw InputException.At("lab", $"'{name}'", string.Join(" | ", names) + NearMiss.Hint(name, names));
    }

    static LabRequest WithConfig(
        LabRequest request, string? folder, string[] only, Func<string, int, ResultRecord> train)
    {
        if (folder is null)
        {
            throw InputException.At("--config", "nothing", "a folder with dataset_config.yaml and model_config.yaml");
        }

        var known = ExperimentConfig.Experiments(folder);
        var unknown = only.FirstOrDefault(id => !known.Contains(id));
        return unknown is null
            ? request with
            {
                Experiments = [.. known.Where(id => only.Length == 0 || only.Contains(id))],
                Train = train,
                Dataset = id => ExperimentConfig.Load(folder, id, null).Dataset,
            }
            : throw InputException.At(
                "--expid", $"'{unknown}'", string.Join(" | ", known) + NearMiss.Hint(unknown, known));
    }

    static ResultRecord? Finished(string folder, string id, int seed)
    {
        var log = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{id}_seed{seed}"), "log.jsonl");
        return File.Exists(log) ? RunLog.Read(log).OfType<ResultRecord>().LastOrDefault() : null;
    }

    static void List(Terminal terminal)
    {
        foreach (var one in Laboratory.Experiments)
        {
            terminal.Line($"{one.Name,-20} {one.Question}");
        }

        terminal.Result(
            Laboratory.Experiments.Select(each => new { experiment = each.Name, question = each.Question }));
    }

    /// <summary>As lines of rules.lock; as JSON each rule whole.</summary>
    static void Rules(Terminal terminal, int firstSeed, int? seeds)
    {
        var rules = Laboratory.Rules(firstSeed, seeds);
        foreach (var rule in rules)
        {
            terminal.Line(rule.Line);
        }

        terminal.Result(rules);
    }

    static void All(Terminal terminal, IReadOnlyList<LabResult> results, string folder)
    {
        foreach (var result in results)
        {
            Lines(terminal, result);
        }

        terminal.Line(ClaimGroup.Merge(folder, results));
        terminal.Result(results);
    }

    static void Print(Terminal terminal, LabResult result)
    {
        Lines(terminal, result);
        terminal.Result(result);
    }

    static void Lines(Terminal terminal, LabResult result)
    {
        foreach (var claim in result.Claims)
        {
            terminal.Line(
                $"{claim.Verdict,-12} {claim.Id}: {claim.Statement} Expected {claim.Expected}; measured "
                    + $"{claim.Measured}.");
        }

        terminal.Line(result.Report);
    }
}
