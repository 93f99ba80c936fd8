using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Native;
using RankElastor.Training.Remedies;

namespace RankElastor.Cli.Bench;

/// <summary>bench gemm | train | eval | embedding | spectrum | ingest: throughput on generated data.</summary>
static class BenchCommand
{
    public static Command Create(VerbContext context)
    {
        var command = new Command("bench", """
            Throughput on generated Criteo-shaped data; medians after warm-up.
            Example: rankelastor bench train --model RankElastor --table-rows 100000
            """);
        command.Add(Gemm(context));
        command.Add(Train(context));
        command.Add(BenchEvalCommand.Create(context));
        command.Add(BenchEmbeddingCommand.Create(context));
        command.Add(BenchSpectrumCommand.Create(context));
        command.Add(Ingest(context));
        return command;
    }

    static Command Gemm(VerbContext context)
    {
        var shared = new SharedOptions();
        var seconds = Seconds(10);
        var command = SharedOptions.With(
            new Command("gemm", """
                Speed of the fp32 matrix product, the ceiling of every training step.
                Example: rankelastor bench gemm --seconds 10
                """),
            [seconds, .. shared.NativeSwitches, shared.Json]);
        command.SetAction(parsed =>
        {
            var native = shared.Native(parsed);
            NativeTuning.Apply(native);
            var shapes = GemmBench.Run(Measured(parsed.GetValue(seconds)));
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            foreach (var shape in shapes)
            {
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{shape.M,7} x {shape.K,5} x {shape.N,5}   {shape.Gflops,8:0.0} GFLOP/s"));
            }

            terminal.Result(new GemmResult(native.Threads ?? 0, shapes, shapes.Max(shape => shape.Gflops)));
            return ExitCode.Done;
        });
        return command;
    }

    static Command Train(VerbContext context)
    {
        var shared = new SharedOptions();
        var seconds = Seconds(20);
        var model = new Option<string>("--model") { Description = $"One of {string.Join(", ", BenchModel.All.Select(one => one.Name))}.", DefaultValueFactory = _ => "RankElastor" };
        var tableRows = new Option<long>("--table-rows") { Description = "Rows of all embedding tables together.", DefaultValueFactory = _ => 100_000 };
        var batch = new Option<int>("--batch") { Description = "Rows a step.", DefaultValueFactory = _ => 4096 };
        var update = new Option<string>("--update") { Description = "exact (dense semantics) or lazy (touched rows).", DefaultValueFactory = _ => "exact" };
        var remedy = new Option<string?>("--remedy") { Description = $"Steps with a remedy at all of its sites: one of {string.Join(", ", RemedyCatalogue.PenaltyNames)}; or at one: NAME@SITE." };
        var command = SharedOptions.With(
            new Command("train", """
                Speed of whole training steps.
                Example: rankelastor bench train --model DCNv2 --table-rows 2000000 --update lazy
                """),
            [model, tableRows, batch, update, remedy, seconds, .. shared.NativeSwitches, shared.Json]);
        command.SetAction(parsed =>
        {
            var native = shared.Native(parsed);
            var (rows, rowsOfBatch) = (Within("--table-rows", parsed.GetValue(tableRows), 260, 1L << 31), Within("--batch", parsed.GetValue(batch), 1, 1 << 24));
            var time = Measured(parsed.GetValue(seconds));
            var bench = BenchModel.Find(parsed.GetValue(model)!);
            NativeTuning.Apply(native);
            var result = TrainBench.Run(bench, rows, (int)rowsOfBatch, native.Threads!.Value, parsed.GetValue(update)!, time, RemedyOf(parsed.GetValue(remedy)));
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Model}, batch {result.Batch}, {result.TableRows} table rows, {result.Threads} threads, {result.Update}: {result.SamplesPerSecond:N0} samples/s, {result.StepMs:0.0} ms a step, {result.StepGflops:0} of {result.GemmPeakGflops:0} GFLOP/s ({result.FractionOfPeak:P0}), peak memory {result.PeakRssMb:0} MB"));
            if (result.RemedyMs is { } more)
            {
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  {result.Remedy}: {more:0.0} ms of processor time more a step ({more / result.ProcessorMs:P1} of {result.ProcessorMs:0.0} ms)"));
            }

            foreach (var stage in result.Stages)
            {
                var floor = stage.Gflop > 0 ? string.Create(CultureInfo.InvariantCulture, $"{1e3 * stage.Gflop / result.GemmPeakGflops,8:0.0} ms at the peak") : "";
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  {stage.Part,-48} {stage.Ms,8:0.0} ms {floor}"));
            }

            terminal.Result(result);
            return ExitCode.Done;
        });
        return command;
    }

    static RemedyOptions? RemedyOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var (names, parts) = (RemedyCatalogue.PenaltyNames, text.Split('@', 2));
        return names.Contains(parts[0])
            ? new RemedyOptions { Name = parts[0], Site = parts.ElementAtOrDefault(1), Where = "--remedy" }
            : throw InputException.At("--remedy", $"'{text}'", string.Join(" | ", names) + NearMiss.Hint(parts[0], names));
    }

    static Command Ingest(VerbContext context)
    {
        var shared = new SharedOptions();
        var seconds = Seconds(15);
        var rows = new Option<long>("--rows") { Description = "Rows of the generated file (about 265 bytes each).", DefaultValueFactory = _ => 1_000_000 };
        var tableRows = new Option<long>("--table-rows") { Description = "Identifiers of all fields together.", DefaultValueFactory = _ => 100_000 };
        var batch = new Option<int>("--batch") { Description = "Rows a batch.", DefaultValueFactory = _ => 4096 };
        var write = new Option<string?>("--write") { Description = "Measure nothing: write the files and a configuration that trains on them to this folder." };
        var command = SharedOptions.With(
            new Command("ingest", """
                Speed of the way in: vocabulary pass, CSV to encoded store, shuffled batches.
                Example: rankelastor bench ingest --rows 2000000 --threads 1
                """),
            [rows, tableRows, batch, write, seconds, shared.Threads, shared.Json]);
        command.SetAction(parsed =>
        {
            var (count, identifiers) = (Within("--rows", parsed.GetValue(rows), 1, int.MaxValue), Within("--table-rows", parsed.GetValue(tableRows), 260, 1L << 31));
            if (parsed.GetValue(write) is { } folder)
            {
                IngestBench.Write(folder, count, identifiers);
                return ExitCode.Done;
            }

            var result = IngestBench.Run(
                count, identifiers,
                (int)Within("--batch", parsed.GetValue(batch), 1, 1 << 24), shared.Native(parsed).Threads!.Value, Measured(parsed.GetValue(seconds)));
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Rows} rows, {result.Mb:0} MB, {result.Threads} threads: encoded {result.RowsPerSecond:N0} rows/s ({result.RowsPerSecondPerThread:N0} a thread, {result.MbPerSecond:0} MB/s), vocabulary pass {result.VocabularyRowsPerSecond:N0} rows/s ({result.VocabularyMbPerSecond:0} MB/s), batches {result.BatchRowsPerSecond:N0} rows/s, peak memory {result.PeakRssMb:0} MB"));
            terminal.Result(result);
            return ExitCode.Done;
        });
        return command;
    }

    static double Measured(double seconds) =>
        seconds > 0 && double.IsFinite(seconds) ? seconds : throw InputException.At("--seconds", seconds.ToString(CultureInfo.InvariantCulture), "a number above 0");

    static long Within(string option, long value, long least, long most) => value >= least && value <= most
        ? value
        : throw InputException.At(option, value.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{least} … {most}"));

    static Option<double> Seconds(double standard) => new("--seconds") { Description = "How long to measure.", DefaultValueFactory = _ => standard };
}

/// <summary>What bench gemm prints with --json.</summary>
sealed record GemmResult(int Threads, IReadOnlyList<GemmShape> Shapes, double GemmPeakGflops);
