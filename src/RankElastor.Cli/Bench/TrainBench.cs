using System.Diagnostics;
using RankElastor.Data.Batches;
using RankElastor.Data.Planted;
using RankElastor.Model;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Options;
using RankElastor.Training.Remedies;
using RankElastor.Training.Runs;

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
        using var model = ModelRegistry.Create(config, generator.Schema, seed: 2019);
        var workers = new Workers(threads);
        var clock = new StageClock();
        var optimiser = new ModelOptimiser(model, options.Optimiser, workers);
        var plain = new TrainingStep(model, optimiser, LossForm.Logit, seed: 2019, workers) { Clock = clock };
        var remedied = remedy is null ? null : new TrainingStep(model, optimiser, LossForm.Logit, seed: 2019, workers) { Remedies = new RemedySet(model, [remedy]) };

        var (times, remediedTimes) = TakeTurns(plain, remedied, batches, seconds, clock);
        var median = Median(times) / 1e3;
        var gflops = 6 * bench.MultiplyAdds * batchRows / median / 1e9;
        var peak = GemmBench.Peak(Math.Min(5, seconds));
        return new TrainBenchResult(
            bench.Name, batchRows, tableRows, threads, update, batchRows / median, 1e3 * median, gflops, peak, gflops / peak, MachineInfo.PeakRssMb(),
            clock.PerStep(times.Count), remedy?.Name, remedy is null ? null : Median(remediedTimes) - 1e3 * median);
    }

    /// <summary>Milliseconds of each plain step and of each remedied one, after warm-up.</summary>
    static (List<double> Plain, List<double> Remedied) TakeTurns(TrainingStep plain, TrainingStep? remedied, Batch[] batches, double seconds, StageClock clock)
    {
        var number = 0L;
        double Milliseconds(TrainingStep step)
        {
            var watch = Stopwatch.StartNew();
            step.Run(batches[number % DistinctBatches], ++number);
            return watch.Elapsed.TotalMilliseconds;
        }

        TrainingStep[] turns = remedied is null ? [plain] : [plain, remedied];
        for (var i = 0; i < WarmUpSteps; i++)
        {
            _ = turns.Sum(Milliseconds);
        }

        clock.Clear();
        var times = turns.Select(_ => new List<double>()).ToArray();
        for (var total = Stopwatch.StartNew(); total.Elapsed.TotalSeconds < seconds || times[0].Count < 5;)
        {
            for (var turn = 0; turn < turns.Length; turn++)
            {
                times[turn].Add(Milliseconds(turns[turn]));
            }
        }

        return (times[0], times[^1]);
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    static Batch Generate(CriteoShaped generator, int index, int rows)
    {
        var batch = new Batch(new BatchLayout(generator.Schema), rows);
        generator.Fill((long)index * rows, rows, batch);
        return batch;
    }
}

/// <summary>What bench train prints with --json; rates are medians. <c>RemedyMs</c> is what a step with the remedy takes longer than one without.</summary>
sealed record TrainBenchResult(
    string Model, int Batch, long TableRows, int Threads, string Update, double SamplesPerSecond, double StepMs, double StepGflops, double GemmPeakGflops,
    double FractionOfPeak, double PeakRssMb, IReadOnlyList<StageTime> Stages, string? Remedy = null, double? RemedyMs = null);
