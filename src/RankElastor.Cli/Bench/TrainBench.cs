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

    /// <summary>Median over steps, after warm-up; the product's peak is measured in the same process. Steps may carry a remedy, or for <c>null</c> none.</summary>
    public static TrainBenchResult Run(BenchModel bench, long tableRows, int batchRows, int threads, string update, double seconds, RemedyOptions? remedy = null)
    {
        var config = bench.Config(update);
        var options = TrainingOptionsReader.Read(config);
        var generator = new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows });
        var batches = Enumerable.Range(0, DistinctBatches).Select(index => Generate(generator, index, batchRows)).ToArray();
        using var model = ModelRegistry.Create(config, generator.Schema, seed: 2019);
        var workers = new Workers(threads);
        var clock = new StageClock();
        var step = new TrainingStep(model, new ModelOptimiser(model, options.Optimiser, workers), LossForm.Logit, seed: 2019, workers)
        {
            Clock = clock,
            Remedies = new RemedySet(model, remedy is null ? [] : [remedy]),
        };

        var steps = 0L;
        void Once() => step.Run(batches[steps % DistinctBatches], ++steps);
        for (var i = 0; i < WarmUpSteps; i++)
        {
            Once();
        }

        clock.Clear();
        var times = new List<double>();
        for (var total = Stopwatch.StartNew(); total.Elapsed.TotalSeconds < seconds || times.Count < 5;)
        {
            var watch = Stopwatch.StartNew();
            Once();
            times.Add(watch.Elapsed.TotalSeconds);
        }

        times.Sort();
        var median = times[times.Count / 2];
        var gflops = 6 * bench.MultiplyAdds * batchRows / median / 1e9;
        var peak = GemmBench.Peak(Math.Min(5, seconds));
        return new TrainBenchResult(
            bench.Name, batchRows, tableRows, threads, update, batchRows / median, 1e3 * median, gflops, peak, gflops / peak, MachineInfo.PeakRssMb(),
            clock.PerStep(times.Count));
    }

    static Batch Generate(CriteoShaped generator, int index, int rows)
    {
        var batch = new Batch(new BatchLayout(generator.Schema), rows);
        generator.Fill((long)index * rows, rows, batch);
        return batch;
    }
}

/// <summary>What bench train prints with --json; rates are medians.</summary>
sealed record TrainBenchResult(
    string Model, int Batch, long TableRows, int Threads, string Update, double SamplesPerSecond, double StepMs, double StepGflops, double GemmPeakGflops,
    double FractionOfPeak, double PeakRssMb, IReadOnlyList<StageTime> Stages);
