using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;

namespace RankElastor.Cli.Bench;

/// <summary>A kind of spectrum: its name and k singular values, or null for independent normal entries.</summary>
sealed record SpectrumKind(string Name, Func<int, double[]>? Values)
{
    const double Least = 1e-4, Deficient = 1e-7;

    /// <summary>Normal entries; 1 … 1e-4 in equal ratios; 1 … 0.5 and a quarter of the values at 1e-7.</summary>
    public static IReadOnlyList<SpectrumKind> All { get; } =
    [
        new("gaussian", null),
        new("decaying", static k => [.. Enumerable.Range(0, k).Select(i => Math.Pow(Least, i / Math.Max(1.0, k - 1)))]),
        new("nearly_rank_deficient", static k =>
            [.. Enumerable.Range(0, k).Select(i => i < k - k / 4 ? 1 - 0.5 * i / k : Deficient)]),
    ];

    /// <summary>[count, rows, cols] float32 matrices of this kind, row-major.</summary>
    public float[] Draw(int count, int rows, int cols, SeededRandom random)
    {
        var all = new float[count * rows * cols];
        for (var m = 0; m < count; m++)
        {
            var matrix = Values is null ? null : PlantedMatrix.Of(Values(Math.Min(rows, cols)), rows, cols, random);
            for (var t = 0; t < rows * cols; t++)
            {
                all[m * rows * cols + t] = (float)(matrix?[t] ?? random.NextNormal());
            }
        }

        return all;
    }
}
