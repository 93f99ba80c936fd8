using System.CommandLine;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;
using RankElastor.Experiments.Epochs;
using RankElastor.Experiments.Studies;
using static System.FormattableString;

namespace RankElastor.Cli.Bench;

/// <summary>bench epochs: time and memory of an epoch of several experiments, each in processes of its own.</summary>
static class BenchEpochsCommand
{
    const int MostRounds = 1000;

    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var dataset = new Option<string?>("--dataset") { Description = "The data set; needless if only one." };
        var rounds = BenchOptions.Of("--rounds", 9, "How often each is trained, in alternating order.");
        var output = BenchOptions.Of("--out", "epochs", "Folder of rounds, page, picture and table.");
        return BenchOptions.Verb(context, "epochs", """
            Time and memory of an epoch of each experiment, round by round in processes of their own; ratios are to the
            first. The same command goes on where it was interrupted.
            Example: rankelastor bench epochs --config experiments/configs/frappe_x1 --data-root ../shared/data \
              --expid RankMixer_frappe_x1 RankElastor_frappe_x1 --rounds 9 --threads 1
            """,
            [shared.Plan, shared.Only, dataset, shared.DataRoot, rounds, output, shared.Cache], run =>
        {
            var plan = StudyPlan.Load(run.Get(shared.Plan)!);
            var part = Part(plan, run.Get(shared.Only), run.Get(dataset));
            var request = new EpochsRequest
            {
                Experiments =
                [
                    .. part.Experiments.Select(name => Experiment.Load(
                        plan.Folder, name, dataRoot: run.Get(shared.DataRoot)).With(epochs: 1) with
                    {
                        Out = run.Get(output),
                        Cache = run.Get(shared.Cache)!,
                        Machine = run.MachineOptions,
                    }),
                ],
                Rounds = BenchOptions.Within(rounds.Name, run.Get(rounds), 2, MostRounds),
                Train = (experiment, stop) => EpochTraining.Run(plan.Folder, experiment, stop),
                Out = run.Get(output)!,
                Command = context.CommandLine,
                Progress = new ConsoleProgress(run.Terminal),
            };
            var result = EpochsBench.Run(request, context.Cancellation);
            Print(run.Terminal, result);
            run.Terminal.Result(result);
        });
    }

    /// <summary>The experiments of one data set; what a file calls its baseline comes first.</summary>
    static StudyPart Part(StudyPlan file, string[]? only, string? dataset)
    {
        var named = only is { Length: > 0 };
        var parts = (file with
        {
            Experiments = named ? only! : file.Experiments,
            Datasets = dataset is null ? file.Datasets : [dataset],
            Baseline = named ? null : file.Baseline,
            Contrasts = [],
        }).Parts();
        return parts is not [var part]
            ? throw InputException.At(
                "--dataset", "none", string.Join(" | ", parts.Select(other => other.Dataset)))
            : part.Baseline is { } first && part.Experiments.Contains(first)
            ? part with { Experiments = [first, .. part.Experiments.Where(name => name != first)] }
            : part;
    }

    static void Print(Terminal terminal, EpochsResult result)
    {
        foreach (var warning in result.Warnings)
        {
            terminal.Warn(warning);
        }

        foreach (var model in result.Models)
        {
            var range = Invariant($"{model.Least:0.00} … {model.Most:0.00}");
            var speed = Invariant($"{model.SamplesPerSecond:N0} samples/s, {model.PeakRssMb:N0} MB");
            terminal.Line(Invariant($"{model.Experiment,-32} {model.Seconds:0.00} s an epoch ({range}), {speed}"));
        }

        foreach (var ratio in result.Ratios)
        {
            var interval = Invariant($"{ratio.Ratio:0.000} [{ratio.Low:0.000}, {ratio.High:0.000}]");
            terminal.Line($"{ratio.Quantity,-6} {ratio.Experiment} / {ratio.Against}: {interval}");
        }

        foreach (var claim in result.Claims)
        {
            terminal.Line($"{claim.Id} {claim.Verdict}: {claim.Statement}");
        }

        terminal.Line(result.Page);
    }
}
