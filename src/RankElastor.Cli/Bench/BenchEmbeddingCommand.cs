using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Embeddings;
using RankElastor.Native;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;

namespace RankElastor.Cli.Bench;

/// <summary>bench embedding: the embeddings' share of a training step.</summary>
static class BenchEmbeddingCommand
{
    const long LeastRows = 1100; // 39 tables with padding, an id and a rest
    const int AdamArrays = 3;

    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var seconds = new Option<double>("--seconds") { Description = "How long to measure each kind of ids.", DefaultValueFactory = _ => 5 };
        var tableRows = new Option<long>("--table-rows") { Description = "Rows of all 39 tables together, of width 20.", DefaultValueFactory = _ => 100_000 };
        var update = new Option<string>("--update") { Description = "exact (every row) or lazy (rows of the batch).", DefaultValueFactory = _ => "exact" };
        var optimiser = new Option<string>("--optimizer") { Description = "adam, adagrad, rowwiseadagrad or sgd.", DefaultValueFactory = _ => "adam" };
        var storage = new Option<string>("--storage") { Description = "float32, bf16 or int8.", DefaultValueFactory = _ => "float32" };
        var command = SharedOptions.With(
            new Command("embedding", """
                What happens to embeddings in one training step of 4096 rows: 159,744 look-ups, skewed and uniform.
                Example: rankelastor bench embedding --table-rows 2000000 --update lazy
                """),
            [tableRows, update, optimiser, storage, seconds, .. shared.NativeSwitches, shared.Json]);
        command.SetAction(parsed =>
        {
            var native = shared.Native(parsed);
            var rows = parsed.GetValue(tableRows);
            rows = rows is >= LeastRows and <= 1L << 31 ? rows
                : throw InputException.At("--table-rows", rows.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{LeastRows} … {1L << 31}"));
            var time = parsed.GetValue(seconds);
            time = time > 0 && double.IsFinite(time) ? time : throw InputException.At("--seconds", time.ToString(CultureInfo.InvariantCulture), "a number above 0");
            var config = new ConfigSection("bench embedding", new Dictionary<string, object?>
            {
                ["embedding_update"] = parsed.GetValue(update),
                ["optimizer"] = parsed.GetValue(optimiser),
                ["embedding_storage"] = parsed.GetValue(storage),
                ["embedding_regularizer"] = 1e-5,
            });
            var options = TrainingOptionsReader.Read(config).Optimiser;
            var kept = EmbeddingStorageNames.Read(config);
            NativeTuning.Apply(native);
            var result = Run(rows, kept, options, new Workers(native.Threads!.Value), time);
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            terminal.Line(Line("skewed", new LookupTimes(result.Ms, result.GatherMs, result.DealMs, result.SumMs, result.UpdateMs)));
            terminal.Line(Line("uniform", result.Uniform));
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"memory {result.StreamGbPerSecond:0} GB/s{(result.FloorMs is { } floor ? $", floor of a pass over every row {floor:0.0} ms" : "")}, peak memory {result.PeakRssMb:0} MB"));
            terminal.Result(result);
            return ExitCode.Done;
        });
        return command;
    }

    static EmbeddingBenchResult Run(long rows, EmbeddingStorage storage, OptimiserOptions options, Workers workers, double seconds)
    {
        var stream = StreamBench.GbPerSecond(workers);
        var skewed = EmbeddingBench.Run(rows, uniform: false, storage, options, workers, seconds);
        var uniform = EmbeddingBench.Run(rows, uniform: true, storage, options, workers, seconds);
        var passes = options is { EmbeddingUpdate: EmbeddingUpdate.Exact, Kind: OptimiserKind.Adam } && storage == EmbeddingStorage.Full;
        var bytes = 2.0 * AdamArrays * sizeof(float) * rows * LookupModel.Width;
        return new EmbeddingBenchResult(
            4096L * LookupModel.Fields, skewed.Ms, skewed.GatherMs, skewed.DealMs, skewed.SumMs, skewed.UpdateMs, uniform, LookupModel.Width, rows,
            options.EmbeddingUpdate.ToString().ToLowerInvariant(), options.Kind.ToString().ToLowerInvariant(), storage.Name(),
            workers.Threads, stream, passes ? bytes / stream / 1e6 : null, MachineInfo.PeakRssMb());
    }

    static string Line(string ids, LookupTimes times) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ids,-8} {times.Ms,7:0.00} ms a step: gather {times.GatherMs:0.00}, deal {times.DealMs:0.00}, sum {times.SumMs:0.00}, update {times.UpdateMs:0.00}");
}
