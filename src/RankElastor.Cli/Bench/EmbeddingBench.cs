using System.Diagnostics;
using System.Text.Json.Serialization;
using RankElastor.Data.Rows;
using RankElastor.Kernels.Updates;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using static TorchSharp.torch;

namespace RankElastor.Cli.Bench;

/// <summary>
/// What happens to embeddings in a training step: gather, scatter-add, norm, update, with L2 and Adam unless the
/// options say otherwise. The gradient itself is random and not timed.
/// </summary>
static class EmbeddingBench
{
    const int BatchRows = 4096;
    const int DistinctBatches = 8;
    const int WarmUpSteps = 8;
    const int AdamArrays = 3;

    public static EmbeddingBenchResult Run(EmbeddingBenchSetting setting, Machine machine, double seconds)
    {
        var stream = StreamBench.GbPerSecond(machine.Workers);
        var skewed = Measure(setting, uniform: false, machine, seconds);
        var uniform = Measure(setting, uniform: true, machine, seconds);
        var options = setting.Optimiser;
        var readsAllRows = setting.Storage == EmbeddingStorage.Full
            && options is { EmbeddingUpdate: EmbeddingUpdate.Exact, Kind: Adam };
        var bytes = 2.0 * AdamArrays * sizeof(float) * setting.TableRows * LookupModel.Width;
        return new EmbeddingBenchResult(
            (long)BatchRows * LookupModel.Fields,
            skewed.Ms, skewed.GatherMs, skewed.PartitionMs, skewed.SumMs, skewed.UpdateMs,
            uniform, LookupModel.Width, setting.TableRows,
            options.EmbeddingUpdate.ToString().ToLowerInvariant(), options.Kind.ToString().ToLowerInvariant(),
            setting.Storage.Name(), machine.Workers.Threads,
            stream, readsAllRows ? bytes / stream / 1e6 : null, MachineInfo.PeakRssMb());
    }

    static LookupTimes Measure(EmbeddingBenchSetting setting, bool uniform, Machine machine, double seconds)
    {
        var (model, batches) = LookupModel.Create(setting.TableRows, uniform, BatchRows, DistinctBatches);
        using var owned = model;
        model.StoreEmbeddings(setting.Storage);
        var optimiser = new ModelOptimiser(model, setting.Optimiser, machine.Workers);
        using var gradient = randn(BatchRows * LookupModel.Fields, LookupModel.Width).mul_(1e-4);
        var steps = new List<LookupTimes>();
        for (var total = Stopwatch.StartNew(); Timing.IsShort(steps.Count, total, seconds, least: 2 * WarmUpSteps);)
        {
            steps.Add(Step(model, optimiser, batches[steps.Count % DistinctBatches], gradient, machine));
        }

        steps.RemoveRange(0, WarmUpSteps);
        return new LookupTimes(
            steps.Median(step => step.Ms),
            steps.Median(step => step.GatherMs),
            steps.Median(step => step.PartitionMs),
            steps.Median(step => step.SumMs),
            steps.Median(step => step.UpdateMs));
    }

    static LookupTimes Step(LookupModel model, ModelOptimiser optimiser, Batch batch, Tensor gradient, Machine machine)
    {
        using var scope = NewDisposeScope();
        var gather = Timing.Milliseconds(
            () => model.Logits(batch, ForwardPass.Train(1, optimiser.Steps, machine: machine)));
        model.Embeddings[0].Leaf!.grad = gradient;
        var norm = 0.0;
        var partition = Timing.Milliseconds(() => optimiser.Collect(batch));
        var sum = Timing.Milliseconds(() => norm = optimiser.Measure().GradientNorm);
        var update = Timing.Milliseconds(() => optimiser.Update(norm));
        return new LookupTimes(gather + partition + sum + update, gather, partition, sum, update);
    }
}

/// <summary>What bench embedding measures.</summary>
sealed record EmbeddingBenchSetting(long TableRows, EmbeddingStorage Storage, OptimiserOptions Optimiser);

/// <summary>Milliseconds of a step: in all; gather; partition of look-ups; scatter-add and norm; update.</summary>
sealed record LookupTimes(
    double Ms, double GatherMs, [property: JsonPropertyName("deal_ms")] double PartitionMs, double SumMs,
    double UpdateMs);

/// <summary>What bench embedding prints with --json: skewed ids at the top; memory counts reads and writes.</summary>
sealed record EmbeddingBenchResult(
    long Lookups, double Ms, double GatherMs, [property: JsonPropertyName("deal_ms")] double PartitionMs, double SumMs,
    double UpdateMs, LookupTimes Uniform, int Width, long TableRows, string Update, string Optimizer, string Storage,
    int Threads, double StreamGbPerSecond, double? FloorMs, double PeakRssMb);
