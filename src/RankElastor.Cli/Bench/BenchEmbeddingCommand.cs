using System.CommandLine;
using RankElastor.Cli.Shell;
using RankElastor.Data.Configuration;
using RankElastor.Model.Embeddings;
using RankElastor.Training.Options;
using static System.FormattableString;

namespace RankElastor.Cli.Bench;

/// <summary>bench embedding: the embeddings' share of a training step.</summary>
static class BenchEmbeddingCommand
{
    const long LeastRows = 1100; // 39 tables with padding, an id and a rest

    public static Command Create(VerbContext context)
    {
        var seconds = BenchOptions.Seconds(5, "How long to measure each kind of ids.");
        var tableRows = BenchOptions.TableRows("Rows of all 39 tables together, of width 20.");
        var update = BenchOptions.Of("--update", "exact", "exact (every row) or lazy (rows of the batch).");
        var optimiser = BenchOptions.Of("--optimizer", "adam", "adam, adagrad, rowwiseadagrad or sgd.");
        var storage = BenchOptions.Of("--storage", "float32", "float32, bf16 or int8.");
        return BenchOptions.Verb(context, "embedding", """
            What happens to embeddings in a training step of 4096 rows: 159,744 look-ups, skewed and uniform.
            Example: rankelastor bench embedding --table-rows 2000000 --update lazy
            """,
            [tableRows, update, optimiser, storage, seconds], run =>
        {
            var rows = run.TableRows(tableRows, LeastRows);
            var time = run.Seconds(seconds);
            var config = new ConfigSection("bench embedding", new Dictionary<string, object?>
            {
                ["embedding_update"] = run.Get(update),
                ["optimizer"] = run.Get(optimiser),
                ["embedding_storage"] = run.Get(storage),
                ["embedding_regularizer"] = 1e-5,
            });
            var setting = new EmbeddingBenchSetting(
                rows, EmbeddingStorageNames.Key.Read(config), TrainingOptionsReader.Read(config).Optimiser);
            var result = EmbeddingBench.Run(setting, run.Machine(), time);
            Print(run.Terminal, result);
            run.Terminal.Result(result);
        });
    }

    static void Print(Terminal terminal, EmbeddingBenchResult result)
    {
        var skewed = new LookupTimes(result.Ms, result.GatherMs, result.PartitionMs, result.SumMs, result.UpdateMs);
        terminal.Line(Line("skewed", skewed));
        terminal.Line(Line("uniform", result.Uniform));
        var floor = result.FloorMs is { } ms ? Invariant($", floor of a pass over every row {ms:0.0} ms") : "";
        var memory = Invariant($"memory {result.StreamGbPerSecond:0} GB/s{floor}");
        terminal.Line(Invariant($"{memory}, peak memory {result.PeakRssMb:0} MB"));
    }

    static string Line(string ids, LookupTimes times)
    {
        var gradients = Invariant($"partition {times.PartitionMs:0.00}, sum {times.SumMs:0.00}");
        var whole = Invariant($"{ids,-8} {times.Ms,7:0.00} ms per step: gather {times.GatherMs:0.00}");
        return Invariant($"{whole}, {gradients}, update {times.UpdateMs:0.00}");
    }
}
