using RankElastor.Numerics.Spectra;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// n rows, d columns, m = min(n, d)

/// <summary>
/// Through the float64 Gram matrix of the smaller side: what lies below s_1 √(max(n, d) ε₆₄), about 4e-7 s_1 for a
/// thousand rows, is rounding and counts as zero. A float32 Gram matrix would not do.
/// A matrix with a number that is not finite has NaN for all.
/// </summary>
static class GramSpectrum
{
    /// <summary>Ascending, of each of a stack of matrices [k, n, d] of any float type: k arrays of m.</summary>
    public static double[][] Of(Tensor stack)
    {
        var x = stack.to(ScalarType.Float64);
        var (rows, columns) = ((int)x.shape[1], (int)x.shape[2]);
        var turned = x.transpose(1, 2);
        return FromGram(rows <= columns ? x.matmul(turned) : turned.matmul(x),
            Math.Max(rows, columns), Math.Min(rows, columns));
    }

    /// <summary>
    /// Of Gram matrices [k, side, side], the larger side <paramref name="longest"/>: the largest <paramref
    /// name="rank"/>. Rounding is relative to the eigenvalue <paramref name="scale"/>, by default the matrix's largest.
    /// </summary>
    public static double[][] FromGram(Tensor grams, int longest, int rank, double? scale = null)
    {
        var side = (int)grams.shape[^1];
        var eigenvalues = Each(grams, side, symmetric => linalg.eigvalsh(symmetric));
        var all = new double[eigenvalues.Length][];
        for (var k = 0; k < all.Length; k++)
        {
            var own = eigenvalues[k].AsSpan(side - rank, rank);
            var least = (scale ?? own[^1]) * longest * SpectralMeasures.DoubleEpsilon;
            all[k] = new double[rank];
            for (var i = 0; i < rank; i++)
            {
                all[k][i] = own[i] <= least ? 0 : Math.Sqrt(own[i]);
            }
        }

        return all;
    }

    /// <summary>Descending, of a float64 stack [k, n, d], without a Gram matrix.</summary>
    public static double[][] SingularValues(Tensor stack) =>
        Each(stack, (int)Math.Min(stack.shape[1], stack.shape[2]), matrices => linalg.svdvals(matrices));

    /// <summary>LAPACK refuses numbers that are not finite: their matrices get NaN instead.</summary>
    static double[][] Each(Tensor stack, int count, Func<Tensor, Tensor> solve)
    {
        using var scope = NewDisposeScope();
        var finite = stack.isfinite().flatten(1).all(1);
        var values = solve(stack.nan_to_num(0, 0, 0)).masked_fill(finite.logical_not().unsqueeze(1), double.NaN);
        return [.. values.contiguous().data<double>().ToArray().Chunk(count)];
    }
}
