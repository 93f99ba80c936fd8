using RankElastor.Numerics.Spectra;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// n rows, d columns, m = min(n, d)

/// <summary>
/// Through the float64 Gram matrix of the smaller side: what lies below s_1 √(max(n, d) ε₆₄), about 4e-7 s_1 for a
/// thousand rows, is rounding and counts as zero. A float32 Gram matrix would not do.
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
        var eigenvalues = linalg.eigvalsh(grams).contiguous().data<double>().ToArray();
        var side = (int)grams.shape[^1];
        var all = new double[eigenvalues.Length / side][];
        for (var k = 0; k < all.Length; k++)
        {
            var own = eigenvalues.AsSpan(k * side + side - rank, rank);
            var least = (scale ?? own[^1]) * longest * SpectralMeasures.DoubleEpsilon;
            all[k] = new double[rank];
            for (var i = 0; i < rank; i++)
            {
                all[k][i] = own[i] > least ? Math.Sqrt(own[i]) : 0;
            }
        }

        return all;
    }
}
