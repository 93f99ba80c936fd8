using RankElastor.Data.Planted;
using RankElastor.Data.Rows;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Evaluation;
using RankElastor.Training.State;

namespace RankElastor.Cli.Bench;

/// <summary>Speed of evaluation on generated Criteo-shaped batches: forward, AUC and log loss.</summary>
static class EvalBench
{
    const int Batches = 32;

    /// <summary>Median over evaluations of 32 batches, after a warm-up.</summary>
    public static EvalBenchResult Run(BenchModel bench, long tableRows, int batchRows, Machine machine, double seconds)
    {
        var generator = bench.Generator(tableRows);
        var split = new GeneratedSplit(generator, batchRows);
        using var model = ModelRegistry.BuiltIn.Create(bench.Config("exact"), generator.Schema, seed: 2019);
        var evaluator = new Evaluator(model, [Metric.Auc, Metric.Logloss], groupId: null, machine);
        IReadOnlyDictionary<string, double> metrics = new Dictionary<string, double>();
        var median = Timing.MedianSeconds(seconds, () => metrics = evaluator.Evaluate(split));
        var gflops = 2 * bench.MultiplyAdds * split.Rows / median / 1e9;
        return new EvalBenchResult(
            bench.Name, batchRows, split.Rows, tableRows, machine.Workers.Threads,
            split.Rows / median, 1e3 * median / Batches, gflops,
            metrics[Metric.Auc.Name], metrics[Metric.Logloss.Name], MachineInfo.PeakRssMb());
    }

    sealed class GeneratedSplit(IEndlessRows generator, int batchRows) : IBatchSource
    {
        readonly Batch[] _batches =
            [.. Enumerable.Range(0, Batches).Select(index => BenchModel.Rows(generator, index, batchRows))];

        public long Rows => (long)Batches * batchRows;
        public int BatchRows => batchRows;

        public IEnumerable<Batch> Epoch(int epoch, long skipBatches) => _batches.Skip((int)skipBatches);

        public IEnumerable<Batch> Sequential() => _batches;
    }
}

/// <summary>What bench eval prints with --json; the rate is a median, metrics are those of untrained weights.</summary>
sealed record EvalBenchResult(
    string Model, int Batch, long Rows, long TableRows, int Threads, double SamplesPerSecond, double BatchMs,
    double Gflops, double Auc, double Logloss, double PeakRssMb);
