using System.Numerics;

namespace RankElastor.Numerics.Kernels;

/// <summary>
/// Mean and sum of squared deviations of each column of a block of rows, and the merging of two blocks (Chan, Golub and LeVeque, 1983):
/// M₂ = M₂ᵃ + M₂ᵇ + δ² nᵃ nᵇ / (nᵃ + nᵇ), δ = μᵇ − μᵃ. Two passes over the block, so it should fit the cache.
/// </summary>
/// <remarks>Merging blocks of fixed size in order makes the statistics of a batch independent of threads. Blocks of zero rows are not allowed.</remarks>
public static class ColumnMoments
{
    /// <summary>Writes the means and M₂ of a block of rows of <c>means.Length</c> columns.</summary>
    public static void Of(ReadOnlySpan<float> x, Span<float> means, Span<float> deviations)
    {
        var columns = means.Length;
        if (x.IsEmpty || x.Length % columns != 0 || deviations.Length != columns)
        {
            throw new ArgumentException($"{x.Length} numbers in rows of {columns} with {deviations.Length} deviations.");
        }

        means.Clear();
        deviations.Clear();
        for (var start = 0; start < x.Length; start += columns)
        {
            SumInto.Add(x.Slice(start, columns), means);
        }

        var inverse = 1f / (x.Length / columns);
        for (var c = 0; c < columns; c++)
        {
            means[c] *= inverse;
        }

        for (var start = 0; start < x.Length; start += columns)
        {
            AddSquares(x.Slice(start, columns), means, deviations);
        }
    }

    /// <summary>Merges the moments of <paramref name="otherRows"/> rows into those of <paramref name="rows"/> rows, in double precision.</summary>
    public static void Merge(Span<double> means, Span<double> deviations, long rows, ReadOnlySpan<float> otherMeans, ReadOnlySpan<float> otherDeviations, long otherRows)
    {
        var share = (double)otherRows / (rows + otherRows);
        for (var c = 0; c < means.Length; c++)
        {
            var delta = otherMeans[c] - means[c];
            means[c] += delta * share;
            deviations[c] += otherDeviations[c] + delta * delta * rows * share;
        }
    }

    /// <summary>The definition, in double precision.</summary>
    internal static void Scalar(ReadOnlySpan<float> x, Span<double> means, Span<double> deviations)
    {
        var rows = x.Length / means.Length;
        for (var c = 0; c < means.Length; c++)
        {
            (means[c], deviations[c]) = (0, 0);
            for (var r = 0; r < rows; r++)
            {
                means[c] += x[r * means.Length + c] / (double)rows;
            }

            for (var r = 0; r < rows; r++)
            {
                deviations[c] += Math.Pow(x[r * means.Length + c] - means[c], 2);
            }
        }
    }

    static void AddSquares(ReadOnlySpan<float> row, ReadOnlySpan<float> means, Span<float> sums)
    {
        var c = 0;
        for (; c <= row.Length - Vector<float>.Count; c += Vector<float>.Count)
        {
            var delta = new Vector<float>(row[c..]) - new Vector<float>(means[c..]);
            (new Vector<float>(sums[c..]) + delta * delta).CopyTo(sums[c..]);
        }

        for (; c < row.Length; c++)
        {
            var delta = row[c] - means[c];
            sums[c] += delta * delta;
        }
    }
}
