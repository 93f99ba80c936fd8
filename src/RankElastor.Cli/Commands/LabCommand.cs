using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Experiments;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Cures;
using RankElastor.Experiments.Guidance;
using RankElastor.Experiments.Histories;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Propagation;
using RankElastor.Experiments.Remedies;
using RankElastor.Experiments.Scaling;
using RankElastor.Experiments.Severity;
using RankElastor.Experiments.Tokens;
using RankElastor.Training.Records;

namespace RankElastor.Cli.Commands;

/// <summary>lab: one experiment of the laboratory, claim by claim.</summary>
static class LabCommand
{
    static readonly LabExperiment[] _experiments =
    [
        new PlantedCollapse(), new SeverityExperiment(), new FalseAlarmsExperiment(), new NormalExperiment(),
        new RemediesExperiment(), new CuresExperiment(), new SawtoothExperiment(),
        new HistoriesExperiment(), new PropagationExperiment(), new TokensExperiment(),
        new GuidanceExperiment(), new ScaleExperiment(),
    ];

    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var name = new Argument<string>("NAME") { Description = "An experiment, or list." };
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
        var firstSeed = new Option<int>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 2019 };
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
                """),
            [
                config, only, part, judge, shared.DataRoot, seeds, firstSeed, shared.Out, shared.Cache,
                .. shared.MachineSwitches, shared.Json,
            ]);
        command.Add(name);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            if (parsed.GetValue(name) == "list")
            {
                List(terminal);
                return ExitCode.Done;
            }

            var experiment = Find(parsed.GetValue(name)!);
            var machine = shared.Machine(parsed);
            var folder = Path.Combine(parsed.GetValue(shared.Out)!, experiment.Name);
            DurableFile.CreateFolder(folder);
            var count = parsed.GetValue(seeds) ?? experiment.DefaultSeeds;
            var request = new LabRequest
            {
                FirstSeed = parsed.GetValue(firstSeed),
                Seeds = count >= 1 ? count : throw InputException.At("--seeds", $"{count}", "1 or more"),
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
            var result = experiment.Run(
                experiment.NeedsConfig
                    ? WithConfig(request, parsed.GetValue(config), parsed.GetValue(only) ?? [], Trained)
                    : request,
                context.Cancellation);
            Print(terminal, result);
            return ExitCode.Done;

            ResultRecord Trained(string id, int seed)
            {
                if (Finished(folder, id, seed) is { } result)
                {
                    return result;
                }

                var experiment = Experiment.Load(
                    parsed.GetValue(config)!, id, dataRoot: parsed.GetValue(shared.DataRoot)).With(seed: seed) with
                {
                    Out = folder,
                    Cache = parsed.GetValue(shared.Cache)!,
                    Machine = machine,
                };
                using var run = experiment.Resume(new ConsoleProgress(terminal), context.Cancellation);
                return run.Result;
            }
        });
        return command;
    }

    static LabExperiment Find(string name)
    {
        var names = _experiments.Select(experiment => experiment.Name).Append("list").ToList();
        return _experiments.FirstOrDefault(experiment => experiment.Name == name)
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
        foreach (var one in _experiments)
        {
            terminal.Line($"{one.Name,-20} {one.Question}");
        }

        terminal.Result(_experiments.Select(each => new { experiment = each.Name, question = each.Question }));
    }

    static void Print(Terminal terminal, LabResult result)
    {
        foreach (var claim in result.Claims)
        {
            terminal.Line(
                $"{claim.Verdict,-12} {claim.Id}: {claim.Statement} Expected {claim.Expected}; measured "
                    + $"{claim.Measured}.");
        }

        terminal.Line(result.Report);
        terminal.Result(result);
    }
}
