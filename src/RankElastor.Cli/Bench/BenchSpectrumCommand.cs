using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;
using RankElastor.Native;
using RankElastor.Numerics.Threads;

namespace RankElastor.Cli.Bench;

/// <summary>bench spectrum: batched singular values, and what probing adds to a training step.</summary>
static class BenchSpectrumCommand
{
    const int LargestSide = 1024;

    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var rows = new Option<int?>("--rows") { Description = "Rows of the matrices; with --columns, measures this shape only." };
        var columns = new Option<int?>("--columns") { Description = "Columns of the matrices." };
        var seconds = new Option<double>("--seconds") { Description = "How long to measure: half matrices, half training steps.", DefaultValueFactory = _ => 24 };
        var command = SharedOptions.With(
            new Command("spectrum", """
                Matrices a second with all spectral measures, their worst error, and what probing adds to a step.
                Example: rankelastor bench spectrum --rows 39 --columns 20
                """),
            [rows, columns, seconds, .. shared.NativeSwitches, shared.Json]);
        command.SetAction(parsed =>
        {
            var native = shared.Native(parsed);
            var shapes = Shapes(parsed.GetValue(rows), parsed.GetValue(columns));
            var time = parsed.GetValue(seconds);
            if (!(time > 0 && double.IsFinite(time)))
            {
                throw InputException.At("--seconds", time.ToString(CultureInfo.InvariantCulture), "a number above 0");
            }

            NativeTuning.Apply(native);
            var threads = native.Threads!.Value;
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            terminal.Line($"{threads.ToString(CultureInfo.InvariantCulture)} threads; error against float64 Jacobi, relative to the value (above 1e-7 of the largest) and to the largest");
            var measured = new List<SpectrumShape>();
            foreach (var (height, width) in shapes)
            {
                measured.Add(SpectrumBench.Run(height, width, new Workers(threads), time / 2 / shapes.Count));
                Print(terminal, measured[^1]);
            }

            var overhead = ProbeOverheadBench.Run(threads, time / 2);
            Print(terminal, overhead);
            var first = measured[0];
            terminal.Result(new SpectrumBenchResult(first.Rows, first.Columns, threads, first.MatricesPerSecond, first.MaxRelativeError, measured, overhead));
            return ExitCode.Done;
        });
        return command;
    }

    static IReadOnlyList<(int Rows, int Columns)> Shapes(int? rows, int? columns) => (rows, columns) switch
    {
        (null, null) => SpectrumBench.Shapes,
        ({ } height, { } width) => [(Side("--rows", height), Side("--columns", width))],
        (null, _) => throw InputException.At("--rows", "nothing", "a number wherever --columns is given"),
        _ => throw InputException.At("--columns", "nothing", "a number wherever --rows is given"),
    };

    static int Side(string option, int value) => value is >= 1 and <= LargestSide
        ? value
        : throw InputException.At(option, value.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"1 … {LargestSide}"));

    static void Print(Terminal terminal, SpectrumShape shape)
    {
        foreach (var one in shape.Spectra)
        {
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{shape.Rows,4} x {shape.Columns,-4} {one.Kind,-22} {one.MatricesPerSecond,12:N0} /s   {one.MaxRelativeError:0.0e+0}   {one.MaxErrorOfLargest:0.0e+0}"));
        }

        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{shape.Rows,4} x {shape.Columns,-4} {"two ranks, slowest",-22} {shape.RanksPerSecond,12:N0} /s   {shape.MaxRanksError:0.0e+0}   stable rank and participation ratio alone"));
    }

    static void Print(Terminal terminal, ProbeOverhead overhead) => terminal.Line(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        probing RankElastor, batch {overhead.Batch}, sites {string.Join(", ", overhead.Sites)}; a step takes {overhead.StepMs:0.0} ms:
          every row, every step      {overhead.EveryStepMs,7:0.00} ms   {overhead.EveryStep:P2} (difference of whole steps {overhead.EveryStepDifference:P2})
          {overhead.SampleRows} rows, every step       {overhead.SampledMs,7:0.00} ms   {overhead.Sampled:P2}
          default, once in {overhead.StepsPerEvaluation} steps {overhead.DefaultMs,7:0.00} ms   {overhead.Default:P2}, weight matrices ({overhead.WeightsMs:0} ms) at {(overhead.WeightsEvery == 0 ? "none" : $"every {overhead.WeightsEvery}th")} of them included
        """));
}

/// <summary>What bench spectrum prints with --json; the first shape stands at the top.</summary>
sealed record SpectrumBenchResult(
    int Rows, int Columns, int Threads, double MatricesPerSecond, double MaxRelativeError, IReadOnlyList<SpectrumShape> Shapes, ProbeOverhead ProbeOverhead);
