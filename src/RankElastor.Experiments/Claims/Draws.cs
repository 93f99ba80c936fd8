using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Claims;

/// <summary>Random matrices, in float64 if nothing else is said, and what is measured of a matrix.</summary>
static class Draws
{
    /// <summary>Independent normal entries.</summary>
    public static Tensor Normal(SeededRandom random, int rows, int columns, double mean = 0, double deviation = 1)
    {
        var values = new double[rows * columns];
        foreach (ref var value in values.AsSpan())
        {
            value = mean + deviation * random.NextNormal();
        }

        return tensor(values, [rows, columns]);
    }

    /// <summary>Independent normal entries in float32, for networks that are trained.</summary>
    public static Tensor Floats(SeededRandom random, int rows, int columns)
    {
        var values = new float[rows * columns];
        NormalFill.Normal(values, 1, random.Fork((long)(random.NextUInt64() >> 1)));
        return tensor(values, [rows, columns]);
    }

    /// <summary>A product of normal matrices: rank r, or less where the shape is smaller.</summary>
    public static Tensor OfRank(SeededRandom random, int rows, int columns, int rank) =>
        Normal(random, rows, rank).mm(Normal(random, rank, columns));

    /// <summary>Orthonormal columns (rows &gt;= columns), or rows.</summary>
    public static Tensor Orthonormal(SeededRandom random, int rows, int columns)
    {
        if (rows < columns)
        {
            return Orthonormal(random, columns, rows).t();
        }

        var (q, _) = linalg.qr(Normal(random, rows, columns));
        return q;
    }

    /// <summary>Rows scaled to a length.</summary>
    public static Tensor WithRows(Tensor matrix, double length) =>
        matrix * (length / matrix.pow(2).sum(1, true).sqrt());

    /// <summary>Layer norm of each row without weights.</summary>
    public static Tensor LayerNorm(Tensor matrix) => nn.functional.layer_norm(matrix, [matrix.shape[1]]);

    /// <summary>Singular values.</summary>
    public static double[] SingularValues(Tensor matrix) => [.. linalg.svdvals(matrix).data<double>()];

    /// <summary>Stable rank.</summary>
    public static double Stable(Tensor matrix) => SpectralMeasures.StableRank(SingularValues(matrix));

    /// <summary>Entropy rank on singular values.</summary>
    public static double EntropySv(Tensor matrix) => SpectralMeasures.EntropyRankSv(SingularValues(matrix));

    /// <summary>Entropy rank on eigenvalues.</summary>
    public static double EntropyEv(Tensor matrix) => SpectralMeasures.EntropyRankEv(SingularValues(matrix));

    /// <summary>Singular values above a share of the largest.</summary>
    public static int Rank(Tensor matrix, double share = 1e-9)
    {
        var values = SingularValues(matrix);
        return values.Count(value => value > share * values[0]);
    }

    /// <summary>The largest deviation of two tensors over the largest entry of the first.</summary>
    public static double Error(Tensor expected, Tensor found) =>
        ((expected - found).abs().max() / expected.abs().max()).item<double>();

    /// <summary>Entries of a matrix below one another, column after column.</summary>
    public static Tensor Vec(Tensor matrix) => matrix.t().reshape(-1);

    /// <summary>Sum of squares.</summary>
    public static double Energy(Tensor matrix) => matrix.pow(2).sum().item<double>();

    /// <summary>The cosine of two matrices as vectors.</summary>
    public static double Cosine(Tensor one, Tensor other) =>
        (one * other).sum().item<double>() / Math.Sqrt(Energy(one) * Energy(other));

    /// <summary>How often something is true.</summary>
    public static double Share(int draws, Func<int, bool> isTrue) =>
        Enumerable.Range(0, draws).Count(isTrue) / (double)draws;
}
