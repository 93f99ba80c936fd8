using System.CommandLine;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;
using static System.FormattableString;

namespace RankElastor.Cli.Bench;

/// <summary>bench spectrum: batched singular values, and what probing adds to a training step.</summary>
static class BenchSpectrumCommand
{
    const int LargestSide = 1024;

    public static Command Create(VerbContext context)
    {
        var rows = new Option<int?>("--rows") { Description = "Rows of a matrix; with --columns, this shape only." };
        var columns = new Option<int?>("--columns") { Description = "Columns of the matrices." };
        var model = new Option<string>("--model")
        {
            Description = "The model whose steps are probed: "
                + string.Join(" | ", BenchModel.All.Select(kind => kind.Name)),
            DefaultValueFactory = _ => "RankElastor",
        };
        var seconds = BenchOptions.Seconds(24, "How long to measure: half matrices, half training steps.");
        return BenchOptions.Verb(context, "spectrum", """
            Matrices per second with all spectral measures, their worst error, and what probing adds to a step.
            Example: rankelastor bench spectrum --rows 39 --columns 20
            """,
            [rows, columns, model, seconds], run =>
        {
            var shapes = Shapes(run.Get(rows), run.Get(columns));
            var kind = BenchModel.Find(run.Get(model)!);
            var time = run.Seconds(seconds);
            var machine = run.Machine();
            var threads = machine.Workers.Threads;
            run.Terminal.Line($"{threads} threads; error against float64 Jacobi,"
                + " relative to the value (above 1e-7 of the largest) and to the largest");
            var measured = new List<SpectrumShape>();
            foreach (var (height, width) in shapes)
            {
                measured.Add(SpectrumBench.Run(height, width, machine.Workers, time / 2 / shapes.Count));
                Print(run.Terminal, measured[^1]);
            }

            var overhead = ProbeOverheadBench.Run(kind, machine, time / 2);
            Print(run.Terminal, overhead);
            var first = measured[0];
            run.Terminal.Result(new SpectrumBenchResult(
                first.Rows, first.Columns, threads,
                first.MatricesPerSecond, first.MaxRelativeError, measured, overhead));
        });
    }

    static IReadOnlyList<(int Rows, int Columns)> Shapes(int? rows, int? columns) => (rows, columns) switch
    {
        (null, null) => SpectrumBench.Shapes,
        ({ } height, { } width) => [(Side("--rows", height), Side("--columns", width))],
        (null, _) => throw InputException.At("--rows", "nothing", "a number wherever --columns is given"),
        _ => throw InputException.At("--columns", "nothing", "a number wherever --rows is given"),
    };

    static int Side(string option, int value) => BenchOptions.Within(option, value, 1, LargestSide);

    static void Print(Terminal terminal, SpectrumShape shape)
    {
        var size = $"{shape.Rows,4} x {shape.Columns,-4}";
        foreach (var kind in shape.Spectra)
        {
            var errors = Invariant($"{kind.MaxRelativeError:0.0e+0}   {kind.MaxErrorOfLargest:0.0e+0}");
            terminal.Line(Invariant($"{size} {kind.Kind,-22} {kind.MatricesPerSecond,12:N0} /s   {errors}"));
        }

        terminal.Line(Invariant($"{size} no-structure baseline  {shape.BaselineMs,12:0.0} ms, once in a process"));
    }

    static void Print(Terminal terminal, ProbeOverhead overhead)
    {
        var sites = string.Join(", ", overhead.Sites);
        var often = overhead.WeightsEvery == 0 ? "none" : $"every {overhead.WeightsEvery}th";
        var difference = Invariant($"(difference of whole steps {overhead.EveryStepDifference:P2})");
        var weights = Invariant($"weight matrices ({overhead.WeightsMs:0} ms) at {often} of them included");
        var every = Invariant($"{overhead.EveryStepMs,7:0.00} ms   {overhead.EveryStep:P2}");
        var sampled = Invariant($"{overhead.SampledMs,7:0.00} ms   {overhead.Sampled:P2}");
        var evaluation = Invariant($"{overhead.DefaultMs,7:0.00} ms   {overhead.Default:P2}");
        terminal.Line(Invariant($"""
            probing {overhead.Model}, batch {overhead.Batch}, sites {sites}; a step takes {overhead.StepMs:0.0} ms:
              every row, every step      {every} {difference}
              {overhead.SampleRows} rows, every step       {sampled}
              default, once in {overhead.StepsPerEvaluation} steps {evaluation}, {weights}
            """));
    }
}

/// <summary>What bench spectrum prints with --json; the first shape stands at the top.</summary>
sealed record SpectrumBenchResult(
    int Rows, int Columns, int Threads, double MatricesPerSecond, double MaxRelativeError,
    IReadOnlyList<SpectrumShape> Shapes, ProbeOverhead ProbeOverhead);
