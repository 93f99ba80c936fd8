using System.CommandLine;
using RankElastor.Cli.Shell;
using static System.FormattableString;

namespace RankElastor.Cli.Bench;

/// <summary>bench gemm | train | epochs | eval | embedding | histories | spectrum | ingest: speed.</summary>
static class BenchCommand
{
    public static Command Create(VerbContext context)
    {
        var command = new Command("bench", """
            Throughput on generated Criteo-shaped data, medians after warm-up; epochs of experiments.
            Example: rankelastor bench train --model RankElastor --table-rows 100000
            """);
        command.Add(Gemm(context));
        command.Add(BenchTrainCommand.Create(context));
        command.Add(BenchEpochsCommand.Create(context));
        command.Add(BenchEvalCommand.Create(context));
        command.Add(BenchEmbeddingCommand.Create(context));
        command.Add(BenchHistoriesCommand.Create(context));
        command.Add(BenchSpectrumCommand.Create(context));
        command.Add(Ingest(context));
        return command;
    }

    static Command Gemm(VerbContext context)
    {
        var seconds = BenchOptions.Seconds(10);
        return BenchOptions.Verb(context, "gemm", """
            Speed of the fp32 matrix product (GEMM), the ceiling of every training step.
            Example: rankelastor bench gemm --seconds 10
            """,
            [seconds], run =>
        {
            var machine = run.Machine();
            var shapes = GemmBench.Run(run.Seconds(seconds));
            foreach (var shape in shapes)
            {
                run.Terminal.Line(Invariant($"{shape.M,7} x {shape.K,5} x {shape.N,5}   {shape.Gflops,8:0.0} GFLOP/s"));
            }

            run.Terminal.Result(new GemmResult(machine.Workers.Threads, shapes, shapes.Max(shape => shape.Gflops)));
        });
    }

    static Command Ingest(VerbContext context)
    {
        var seconds = BenchOptions.Seconds(15);
        var rows = BenchOptions.Of("--rows", 1_000_000L, "Rows of the generated file (about 265 bytes each).");
        var tableRows = BenchOptions.TableRows("Identifiers of all fields together.");
        var batch = BenchOptions.Batch();
        var write = new Option<string?>("--write")
        {
            Description = "Measure nothing: write the files and a configuration that trains on them to this folder.",
        };
        return BenchOptions.Verb(context, "ingest", """
            Speed of reading data: vocabulary pass, CSV to encoded store, shuffled batches.
            Example: rankelastor bench ingest --rows 2000000 --threads 1
            """,
            [rows, tableRows, batch, write, seconds], run =>
        {
            var count = BenchOptions.Within(rows.Name, run.Get(rows), 1, int.MaxValue);
            var identifiers = run.TableRows(tableRows);
            if (run.Get(write) is { } folder)
            {
                IngestBench.Write(folder, count, identifiers, run.Machine().Workers);
                return;
            }

            var result = IngestBench.Run(
                count, identifiers, run.BatchRows(batch), run.Machine().Workers, run.Seconds(seconds));
            run.Terminal.Line(Line(result));
            run.Terminal.Result(result);
        }, tunes: false);
    }

    static string Line(IngestBenchResult result)
    {
        var setting = Invariant($"{result.Rows} rows, {result.Mb:0} MB, {result.Threads} threads");
        var perThread = Invariant($"{result.RowsPerSecondPerThread:N0} per thread, {result.MbPerSecond:0} MB/s");
        var encoded = Invariant($"encoded {result.RowsPerSecond:N0} rows/s ({perThread})");
        var megabytes = Invariant($"({result.VocabularyMbPerSecond:0} MB/s)");
        var vocabulary = Invariant($"vocabulary pass {result.VocabularyRowsPerSecond:N0} rows/s {megabytes}");
        var batches = Invariant($"batches {result.BatchRowsPerSecond:N0} rows/s");
        var memory = Invariant($"peak memory {result.PeakRssMb:0} MB");
        return $"{setting}: {encoded}, {vocabulary}, {batches}, {memory}";
    }
}

/// <summary>What bench gemm prints with --json.</summary>
sealed record GemmResult(int Threads, IReadOnlyList<GemmShape> Shapes, double GemmPeakGflops);
