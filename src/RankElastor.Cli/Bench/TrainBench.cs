using System.Diagnostics;
using RankElastor.Data.Rows;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Options;
using RankElastor.Training.Remedies;

namespace RankElastor.Cli.Bench;

/// <summary>Speed of training steps on generated Criteo-shaped batches: forward, backward, L2, clip, Adam.</summary>
static class TrainBench
{
    const int DistinctBatches = 8;
    const int WarmUpSteps = 4;

    /// <summary>Medians after warm-up, and GEMM's peak in the same process. Steps with a remedy take turns.</summary>
    public static TrainBenchResult Run(TrainBenchSetting setting, Machine machine, double seconds)
    {
        var (bench, tableRows, batchRows, update, remedy) = setting;
        var config = bench.Config(update);
        var options = TrainingOptionsReader.Read(config);
        var generator = bench.Generator(tableRows);
        var indices = Enumerable.Range(0, DistinctBatches);
        Batch[] batches = [.. indices.Select(index => BenchModel.Rows(generator, index, batchRows))];
        using var model = ModelRegistry.BuiltIn.Create(config, generator.Schema, seed: 2019);
        var clock = new StageClock();
        var optimiser = new ModelOptimiser(model, options.Optimiser, machine.Workers);
        var plain = new TrainingStep(model, optimiser, LossForm.Logit, seed: 2019, machine) { Clock = clock };
        var remedied = remedy is null ? null
            : new TrainingStep(model, optimiser, LossForm.Logit, seed: 2019, machine, new RemedySet(model, [remedy]));
        var (costs, remediedCosts) = TakeTurns(plain, remedied, batches, seconds, clock);
        var median = costs.Median(cost => cost.Ms) / 1e3;
        var processorMs = costs.Median(cost => cost.ProcessorMs);
        var gflops = 6 * bench.MultiplyAdds * batchRows / median / 1e9;
        var peak = GemmBench.Peak(Math.Min(5, seconds));
        return new TrainBenchResult(
            bench.Name, batchRows, tableRows, machine.Workers.Threads, update,
            batchRows / median, 1e3 * median, gflops, peak, gflops / peak, MachineInfo.PeakRssMb(),
            clock.PerStep(costs.Count), processorMs,
            remedy?.Name, remedy is null ? null : remediedCosts.Median(cost => cost.ProcessorMs) - processorMs);
    }

    /// <summary>Each plain step and each remedied one, after warm-up.</summary>
    static (List<StepCost> Plain, List<StepCost> Remedied) TakeTurns(
        TrainingStep plain, TrainingStep? remedied, Batch[] batches, double seconds, StageClock clock)
    {
        var number = 0L;
        StepCost Cost(TrainingStep step)
        {
            var processor = Environment.CpuUsage.TotalTime;
            var ms = Timing.Milliseconds(() => step.Run(batches[number % DistinctBatches], ++number));
            return new StepCost(ms, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
        }

        TrainingStep[] turns = remedied is null ? [plain] : [plain, remedied];
        for (var i = 0; i < WarmUpSteps; i++)
        {
            _ = turns.Sum(turn => Cost(turn).Ms);
        }

        clock.Clear();
        var costs = turns.Select(_ => new List<StepCost>()).ToArray();
        for (var total = Stopwatch.StartNew(); Timing.IsShort(costs[0].Count, total, seconds, least: 5);)
        {
            for (var turn = 0; turn < turns.Length; turn++)
            {
                costs[turn].Add(Cost(turns[turn]));
            }
        }

        return (costs[0], costs[^1]);
    }

    readonly record struct StepCost(double Ms, double ProcessorMs);
}

/// <summary>What bench train measures.</summary>
sealed record TrainBenchSetting(BenchModel Model, long TableRows, int BatchRows, string Update, RemedyOptions? Remedy);

/// <summary>
/// What bench train prints with --json; rates are medians. <c>ProcessorMs</c> is a plain step's processor time of all
/// threads, which other processes do not blur; <c>RemedyMs</c> is how much more a step with the remedy takes.
/// </summary>
sealed record TrainBenchResult(
    string Model, int Batch, long TableRows, int Threads, string Update, double SamplesPerSecond, double StepMs,
    double StepGflops, double GemmPeakGflops, double FractionOfPeak, double PeakRssMb,
    IReadOnlyList<StageTime> Stages, double ProcessorMs, string? Remedy, double? RemedyMs);
