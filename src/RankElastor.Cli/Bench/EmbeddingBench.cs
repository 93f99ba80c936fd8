using System.Diagnostics;
using RankElastor.Data.Batches;
using RankElastor.Model;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation;
using static TorchSharp.torch;

namespace RankElastor.Cli.Bench;

/// <summary>
/// What happens to embeddings in one training step: rows gathered, duplicates summed, the gradient's norm taken, rows updated by Adam, with whole-table L2
/// in the exact mode. The gradient itself is random and not timed.
/// </summary>
static class EmbeddingBench
{
    const int BatchRows = 4096;
    const int DistinctBatches = 8;

    public static EmbeddingIdsResult Run(long tableRows, bool uniform, OptimiserOptions options, int threads, double seconds)
    {
        var (model, batches) = LookupModel.Create(tableRows, uniform, BatchRows, DistinctBatches);
        using var _ = model;
        var workers = new Workers(threads);
        var optimiser = new ModelOptimiser(model, options, workers);
        using var gradient = randn(BatchRows, LookupModel.Fields, LookupModel.Width).mul_(1e-4);
        var times = new List<(double Gather, double Collect, double Measure, double Update)>();
        var total = Stopwatch.StartNew();
        for (var step = 0L; total.Elapsed.TotalSeconds < seconds || times.Count < 8; step++)
        {
            using var scope = NewDisposeScope();
            var batch = batches[step % DistinctBatches];
            var start = Stopwatch.GetTimestamp();
            var leaf = model.Logits(batch, ForwardPass.Train(1, step, workers: workers));
            var gather = Stopwatch.GetElapsedTime(start);
            leaf.grad = gradient;
            start = Stopwatch.GetTimestamp();
            optimiser.Collect(batch);
            var collect = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            var report = optimiser.Measure();
            var measure = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            optimiser.Update(report.GradientNorm);
            if (step >= 3)
            {
                times.Add((gather.TotalMilliseconds, collect.TotalMilliseconds, measure.TotalMilliseconds, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            }
        }

        return new EmbeddingIdsResult(Median(times, one => one.Gather + one.Collect + one.Measure + one.Update), Median(times, one => one.Gather), Median(times, one => one.Collect), Median(times, one => one.Measure), Median(times, one => one.Update));
    }

    static double Median<T>(List<T> times, Func<T, double> of) => times.Select(of).Order().ElementAt(times.Count / 2);
}

sealed record EmbeddingIdsResult(double Ms, double GatherMs, double CollectMs, double MeasureMs, double UpdateMs);
