using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;

namespace RankElastor.Cli.Bench;

/// <summary>Speed of the batched singular values, and their error against float64 one-sided Jacobi.</summary>
static class SpectrumBench
{
    /// <summary>The relative error counts values above this part of the largest: the rounding of float32.</summary>
    public const double RelativeFloor = 1e-7;

    const int WarmUpPasses = 2, Distinct = 128, MatricesPerPass = 4096;
    const ulong Seed = 7;

    /// <summary>The shapes of the released models, 39 fields × 20 and 26 tokens × 30, and two larger.</summary>
    public static IReadOnlyList<(int Rows, int Columns)> Shapes { get; } = [(39, 20), (26, 30), (24, 64), (64, 128)];

    /// <summary>One shape with every kind of spectrum; medians of passes over <paramref name="seconds"/>.</summary>
    public static SpectrumShape Run(int rows, int columns, Workers workers, double seconds)
    {
        var share = seconds / SpectrumKind.All.Count;
        var spectra = SpectrumKind.All.Select(kind => Measure(kind, rows, columns, workers, share)).ToList();
        NoStructureBaseline.Of(3, 2, workers); // compiles it
        var baseline = Timing.Milliseconds(() => NoStructureBaseline.Of(rows, columns, workers));
        return new SpectrumShape(
            rows, columns, spectra.Min(kind => kind.MatricesPerSecond), spectra.Max(kind => kind.MaxRelativeError),
            baseline, spectra);
    }

    static SpectrumSpeed Measure(SpectrumKind kind, int rows, int columns, Workers workers, double seconds)
    {
        var distinct = kind.Draw(Distinct, rows, columns, new SeededRandom(Seed).Fork(rows).Fork(columns));
        var copies = Math.Clamp((1 << 23) / distinct.Length, 1, MatricesPerPass / Distinct);
        var matrices = Enumerable.Repeat(distinct, copies).SelectMany(matrix => matrix).ToArray();
        var results = new MatrixSpectrum[Distinct * copies];
        void Pass() => SpectralBatch.Measure(matrices, rows, columns, results, workers);
        var rate = results.Length / Timing.MedianSeconds(seconds, Pass, WarmUpPasses);
        var (relative, ofLargest) = Error(distinct, rows, columns);
        return new SpectrumSpeed(kind.Name, rate, relative, ofLargest);
    }

    /// <summary>
    /// The worst |s − s_exact| / s_exact above the floor, and the worst |s − s_exact| / s_1 of all.
    /// </summary>
    static (double Relative, double OfLargest) Error(float[] matrices, int rows, int columns)
    {
        var size = rows * columns;
        var k = Math.Min(rows, columns);
        var count = Math.Clamp(300_000 / size, 16, Distinct);
        var found = new double[count * k];
        var exact = new double[k];
        SpectralBatch.SingularValues(matrices.AsSpan(0, count * size), rows, columns, found);
        var (relative, ofLargest) = (0.0, 0.0);
        for (var m = 0; m < count; m++)
        {
            var matrix = Array.ConvertAll(matrices[(m * size)..((m + 1) * size)], x => (double)x);
            Jacobi.SingularValues(matrix, rows, columns, exact);
            for (var i = 0; i < k; i++)
            {
                var error = Math.Abs(found[m * k + i] - exact[i]);
                ofLargest = Math.Max(ofLargest, error / exact[0]);
                relative = exact[i] > RelativeFloor * exact[0] ? Math.Max(relative, error / exact[i]) : relative;
            }
        }

        return (relative, ofLargest);
    }
}

/// <summary>One shape: the slowest and the worst of its spectra, and what its baseline takes, once.</summary>
sealed record SpectrumShape(
    int Rows, int Columns, double MatricesPerSecond, double MaxRelativeError, double BaselineMs,
    IReadOnlyList<SpectrumSpeed> Spectra);

/// <summary>One kind of spectrum: error relative to the value (if above the floor), and to the largest.</summary>
sealed record SpectrumSpeed(string Kind, double MatricesPerSecond, double MaxRelativeError, double MaxErrorOfLargest);
