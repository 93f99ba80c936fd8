using System.Diagnostics;
using RankElastor.Data.Planted;
using RankElastor.Data.Rows;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Evaluation;
using RankElastor.Training.State;

namespace RankElastor.Cli.Bench;

/// <summary>Speed of a whole evaluation on generated Criteo-shaped batches: forward without gradients, AUC and log loss.</summary>
static class EvalBench
{
    const int Batches = 32;

    /// <summary>Median over evaluations of 32 batches, after one that is not counted.</summary>
    public static EvalBenchResult Run(BenchModel bench, long tableRows, int batchRows, int threads, double seconds)
    {
        var generator = new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows });
        var split = new GeneratedSplit(generator, batchRows);
        using var model = ModelRegistry.BuiltIn.Create(bench.Config("exact"), generator.Schema, seed: 2019);
        var evaluator = new Evaluator(model, [Metric.Auc, Metric.Logloss], groupId: null, new Workers(threads));
        var metrics = evaluator.Evaluate(split);
        var times = new List<double>();
        for (var total = Stopwatch.StartNew(); total.Elapsed.TotalSeconds < seconds || times.Count < 3;)
        {
            var watch = Stopwatch.StartNew();
            metrics = evaluator.Evaluate(split);
            times.Add(watch.Elapsed.TotalSeconds);
        }

        times.Sort();
        var median = times[times.Count / 2];
        return new EvalBenchResult(
            bench.Name, batchRows, split.Rows, tableRows, threads, split.Rows / median, 1e3 * median / Batches, 2 * bench.MultiplyAdds * split.Rows / median / 1e9,
            metrics[Metric.Auc.Name()], metrics[Metric.Logloss.Name()], MachineInfo.PeakRssMb());
    }

    sealed class GeneratedSplit(CriteoShaped generator, int batchRows) : IBatchSource
    {
        readonly Batch[] _batches = [.. Enumerable.Range(0, Batches).Select(index =>
        {
            var batch = new Batch(new BatchLayout(generator.Schema), batchRows);
            generator.Fill((long)index * batchRows, batchRows, batch);
            return batch;
        })];

        public long Rows => (long)Batches * batchRows;

        public int BatchRows => batchRows;

        public IEnumerable<Batch> Epoch(int epoch, long skipBatches) => _batches.Skip((int)skipBatches);

        public IEnumerable<Batch> Sequential() => _batches;
    }
}

/// <summary>What bench eval prints with --json; the rate is a median, metrics are those of untrained weights.</summary>
sealed record EvalBenchResult(
    string Model, int Batch, long Rows, long TableRows, int Threads, double SamplesPerSecond, double BatchMs, double Gflops, double Auc, double Logloss, double PeakRssMb);
