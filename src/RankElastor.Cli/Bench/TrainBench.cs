using System.Diagnostics;
using RankElastor.Data.Planted;
using RankElastor.Data.Rows;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Options;
using RankElastor.Training.Remedies;

namespace RankElastor.Cli.Bench;

/// <summary>Speed of whole training steps on generated Criteo-shaped batches: forward, backward, whole-table L2, clip and Adam.</summary>
static class TrainBench
{
    const int DistinctBatches = 8;
    const int WarmUpSteps = 4;

    /// <summary>Median over steps, after warm-up; the product's peak is measured in the same process. With a remedy, plain steps and steps with it take turns.</summary>
    public static TrainBenchResult Run(BenchModel bench, long tableRows, int batchRows, int threads, string update, double seconds, RemedyOptions? remedy = null)
    {
        var config = bench.Config(update);
        var options = TrainingOptionsReader.Read(config);
        var generator = new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows });
        var batches = Enumerable.Range(0, DistinctBatches).Select(index => Generate(generator, index, batchRows)).ToArray();
        using var model = ModelRegistry.BuiltIn.Create(config, generator.Schema, seed: 2019);
        var workers = new Workers(threads);
        var clock = new StageClock();
        var optimiser = new ModelOptimiser(model, options.Optimiser, workers);
        var plain = new TrainingStep(model, optimiser, LossForm.Logit, seed: 2019, workers) { Clock = clock };
        var remedied = remedy is null ? null : new TrainingStep(model, optimiser, LossForm.Logit, seed: 2019, workers) { Remedies = new RemedySet(model, [remedy]) };

        var (costs, remediedCosts) = TakeTurns(plain, remedied, batches, seconds, clock);
        var median = Median(costs, cost => cost.Ms) / 1e3;
        var gflops = 6 * bench.MultiplyAdds * batchRows / median / 1e9;
        var peak = GemmBench.Peak(Math.Min(5, seconds));
        return new TrainBenchResult(
            bench.Name, batchRows, tableRows, threads, update, batchRows / median, 1e3 * median, gflops, peak, gflops / peak, MachineInfo.PeakRssMb(),
            clock.PerStep(costs.Count), Median(costs, cost => cost.ProcessorMs), remedy?.Name,
            remedy is null ? null : Median(remediedCosts, cost => cost.ProcessorMs) - Median(costs, cost => cost.ProcessorMs));
    }

    /// <summary>Each plain step and each remedied one, after warm-up.</summary>
    static (List<StepCost> Plain, List<StepCost> Remedied) TakeTurns(TrainingStep plain, TrainingStep? remedied, Batch[] batches, double seconds, StageClock clock)
    {
        var number = 0L;
        StepCost Cost(TrainingStep step)
        {
            var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            step.Run(batches[number % DistinctBatches], ++number);
            return new StepCost(watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
        }

        TrainingStep[] turns = remedied is null ? [plain] : [plain, remedied];
        for (var i = 0; i < WarmUpSteps; i++)
        {
            _ = turns.Sum(turn => Cost(turn).Ms);
        }

        clock.Clear();
        var costs = turns.Select(_ => new List<StepCost>()).ToArray();
        for (var total = Stopwatch.StartNew(); total.Elapsed.TotalSeconds < seconds || costs[0].Count < 5;)
        {
            for (var turn = 0; turn < turns.Length; turn++)
            {
                costs[turn].Add(Cost(turns[turn]));
            }
        }

        return (costs[0], costs[^1]);
    }

    static double Median(List<StepCost> costs, Func<StepCost, double> of) => costs.Select(of).Order().ElementAt(costs.Count / 2);

    static Batch Generate(CriteoShaped generator, int index, int rows)
    {
        var batch = new Batch(new BatchLayout(generator.Schema), rows);
        generator.Fill((long)index * rows, rows, batch);
        return batch;
    }

    readonly record struct StepCost(double Ms, double ProcessorMs);
}

/// <summary>
/// What bench train prints with --json; rates are medians. <c>RemedyMs</c> is how much more of the processor a step with the remedy takes than one without, threads together, so that a busy
/// machine does not blur it; <c>ProcessorMs</c> is a plain step by the same measure.
/// </summary>
sealed record TrainBenchResult(
    string Model, int Batch, long TableRows, int Threads, string Update, double SamplesPerSecond, double StepMs, double StepGflops, double GemmPeakGflops,
    double FractionOfPeak, double PeakRssMb, IReadOnlyList<StageTime> Stages, double ProcessorMs, string? Remedy, double? RemedyMs);
