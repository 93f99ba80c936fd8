using System.Diagnostics;
using RankElastor.Data.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using static TorchSharp.torch;

namespace RankElastor.Cli.Bench;

/// <summary>
/// What happens to embeddings in one training step: rows gathered, duplicates summed, their share of the gradient's norm taken, rows updated, with L2 and
/// Adam unless the options say otherwise. The gradient itself is random and not timed.
/// </summary>
static class EmbeddingBench
{
    const int BatchRows = 4096;
    const int DistinctBatches = 8;
    const int WarmUpSteps = 8;

    /// <summary>Medians of single steps.</summary>
    public static LookupTimes Run(
        long tableRows, bool uniform, EmbeddingStorage storage, OptimiserOptions options, Machine machine, double seconds)
    {
        var (model, batches) = LookupModel.Create(tableRows, uniform, BatchRows, DistinctBatches);
        using var owned = model;
        model.StoreEmbeddings(storage);
        var optimiser = new ModelOptimiser(model, options, machine.Workers);
        using var gradient = randn(BatchRows, LookupModel.Fields, LookupModel.Width).mul_(1e-4);
        var steps = new List<LookupTimes>();
        for (var total = Stopwatch.StartNew(); total.Elapsed.TotalSeconds < seconds || steps.Count < 2 * WarmUpSteps;)
        {
            steps.Add(Step(model, optimiser, batches[steps.Count % DistinctBatches], gradient, machine));
        }

        steps.RemoveRange(0, WarmUpSteps);
        return new LookupTimes(
            Median(steps, one => one.Ms), Median(steps, one => one.GatherMs), Median(steps, one => one.DealMs), Median(steps, one => one.SumMs), Median(steps, one => one.UpdateMs));
    }

    static LookupTimes Step(LookupModel model, ModelOptimiser optimiser, Batch batch, Tensor gradient, Machine machine)
    {
        using var scope = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        var leaf = model.Logits(batch, ForwardPass.Train(1, optimiser.Steps, machine: machine));
        var gathered = watch.Elapsed;
        leaf.grad = gradient;
        watch.Restart();
        optimiser.Collect(batch);
        var dealt = watch.Elapsed;
        var norm = optimiser.Measure().GradientNorm;
        var summed = watch.Elapsed;
        optimiser.Update(norm);
        var updated = watch.Elapsed;
        return new LookupTimes(
            (gathered + updated).TotalMilliseconds, gathered.TotalMilliseconds, dealt.TotalMilliseconds, (summed - dealt).TotalMilliseconds,
            (updated - summed).TotalMilliseconds);
    }

    static double Median(List<LookupTimes> steps, Func<LookupTimes, double> of) => steps.Select(of).Order().ElementAt(steps.Count / 2);
}

/// <summary>Milliseconds of one step: in all; rows gathered; look-ups dealt to parts; duplicates and norm summed; rows updated.</summary>
sealed record LookupTimes(double Ms, double GatherMs, double DealMs, double SumMs, double UpdateMs);

/// <summary>What bench embedding prints with --json: skewed ids at the top, uniform ones beside; <c>stream_gb_per_second</c> is memory read and written.</summary>
sealed record EmbeddingBenchResult(
    long Lookups, double Ms, double GatherMs, double DealMs, double SumMs, double UpdateMs, LookupTimes Uniform, int Width, long TableRows, string Update,
    string Optimizer, string Storage, int Threads, double StreamGbPerSecond, double? FloorMs, double PeakRssMb);
