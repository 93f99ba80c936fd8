using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

// n rows of the batch, T tokens (fields), D width

/// <summary>Views of a site's tensor on which penalties work. None copies; all keep the graph.</summary>
static class SiteMatrix
{
    /// <summary>Wider sites are cut by token: their covariance is mostly noise and costs its square.</summary>
    public const int MostColumns = 256;

    const double LeastSquare = 1e-24;

    /// <summary>At most <paramref name="rows"/> evenly spaced rows of a tensor [B, …]; all for 0.</summary>
    public static Tensor Rows(Tensor x, int rows)
    {
        var batch = x.shape[0];
        return rows == 0 || batch <= rows
            ? x : x.index_select(0, tensor(Enumerable.Range(0, rows).Select(i => i * batch / rows).ToArray()));
    }

    /// <summary>[n, T, D] or [n, D] → [1, n, T·D]; [T, n, D] beyond <see cref="MostColumns"/> columns.</summary>
    public static Tensor Batch(Tensor x) =>
        x.dim() == 3 && x.shape[1] * x.shape[2] > MostColumns ? x.transpose(0, 1) : x.flatten(1).unsqueeze(0);

    /// <summary>[n, T, D] → one matrix per token [T, n, D]; [n, D] → [1, n, D].</summary>
    public static Tensor ByToken(Tensor x) => x.dim() == 3 ? x.transpose(0, 1) : x.unsqueeze(0);

    /// <summary>Matrices [.., n, D] less the mean of their rows.</summary>
    public static Tensor Centred(Tensor matrices) => matrices - matrices.mean([-2], keepdim: true);

    /// <summary>Covariances [.., D, D] of matrices [.., n, D], divided by n − 1.</summary>
    public static Tensor Covariance(Tensor matrices)
    {
        var centred = Centred(matrices);
        return centred.mT.matmul(centred) / (matrices.shape[^2] - 1);
    }

    /// <summary>x / √(‖x‖² + 1e-24) along the last axis: zero stays zero and has a finite gradient.</summary>
    public static Tensor AtUnitLength(Tensor x) => x / (x.square().sum([-1], keepdim: true) + LeastSquare).sqrt();

    /// <summary>The sum of the squares off the diagonal, of matrices [.., D, D] → [..].</summary>
    public static Tensor OffDiagonalSquares(Tensor square) =>
        square.square().sum([-2, -1]) - square.diagonal(0, -2, -1).square().sum([-1]);
}
