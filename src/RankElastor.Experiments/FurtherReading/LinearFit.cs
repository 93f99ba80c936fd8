using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>Least squares of several columns on rows, with a constant.</summary>
static class LinearFit
{
    const double Ridge = 1e-9;

    /// <summary>
    /// R² of each column on fresh rows: 1 − squared error over that of the fresh mean. Copies of a column change
    /// nothing.
    /// </summary>
    public static Tensor Explained(Tensor rows, Tensor asked, Tensor freshRows, Tensor freshAsked)
    {
        var (x, fresh) = (WithConstant(rows), WithConstant(freshRows));
        var products = x.t().mm(x);
        var ridge = Ridge * products.diag().max() * eye(products.shape[0], dtype: ScalarType.Float64);
        var map = linalg.solve(products + ridge, x.t().mm(asked.to(ScalarType.Float64)));
        var truth = freshAsked.to(ScalarType.Float64);
        return 1 - (fresh.mm(map) - truth).pow(2).sum([0]) / (truth - truth.mean([0], true)).pow(2).sum([0]);
    }

    static Tensor WithConstant(Tensor rows) =>
        cat([rows.to(ScalarType.Float64), ones(rows.shape[0], 1, dtype: ScalarType.Float64)], 1);
}
