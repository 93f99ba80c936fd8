using static TorchSharp.torch;

namespace RankElastor.Experiments.SelfSupervision;

/// <summary>
/// Losses of two views' embeddings, rows × width, each with the part that keeps them from collapsing or without it.
/// </summary>
static class ViewLoss
{
    const double Temperature = 0.2;

    /// <summary>Rows of length 1.</summary>
    public static Tensor Unit(Tensor rows) => nn.functional.normalize(rows, dim: 1, eps: 1e-8);

    /// <summary>1 − the mean cosine of pairs.</summary>
    public static Tensor Alignment(Tensor one, Tensor other) => 1 - (Unit(one) * Unit(other)).sum(1).mean();

    /// <summary>SimCLR's cross-entropy of each view's partner among all others (Chen et al., 2020).</summary>
    public static Tensor Contrast(Tensor one, Tensor other)
    {
        var all = Unit(cat([one, other]));
        var (count, total) = (one.shape[0], all.shape[0]);
        var scores = all.mm(all.t()) / Temperature - 1e9 * eye(total);
        return nn.functional.cross_entropy(scores, (arange(total) + count) % total);
    }

    /// <summary>VICReg with weights 25, 25, 1 (Bardes et al., 2022).</summary>
    public static Tensor VicReg(Tensor one, Tensor other, bool variance, bool covariance)
    {
        var loss = 25 * (one - other).pow(2).mean();
        foreach (var rows in (Tensor[])[one, other])
        {
            var centred = rows - rows.mean([0], true);
            var products = centred.t().mm(centred) / (rows.shape[0] - 1);
            var deviations = (products.diag() + 1e-4).sqrt();
            loss = variance ? loss + 12.5 * (1 - deviations).relu().mean() : loss;
            loss = covariance
                ? loss + (products.pow(2).sum() - products.diag().pow(2).sum()) / rows.shape[1] : loss;
        }

        return loss;
    }

    /// <summary>Barlow Twins, weight .005 off the diagonal (Zbontar et al., 2021).</summary>
    public static Tensor Barlow(Tensor one, Tensor other, bool redundancy)
    {
        static Tensor Standard(Tensor rows) => (rows - rows.mean([0], true)) / (rows.std(0, true, true) + 1e-5);
        var products = Standard(one).t().mm(Standard(other)) / one.shape[0];
        var diagonal = (products.diag() - 1).pow(2).sum();
        return redundancy ? diagonal + 0.005 * (products.pow(2).sum() - products.diag().pow(2).sum()) : diagonal;
    }

    /// <summary>MMCR: minus the sum of the centroids' singular values (Yerxa et al., 2023), over its bound.</summary>
    public static Tensor Manifold(Tensor one, Tensor other)
    {
        var centroids = (Unit(one) + Unit(other)) / 2;
        return -linalg.svdvals(centroids).sum()
            / Math.Sqrt(one.shape[0] * (double)Math.Min(one.shape[0], one.shape[1]));
    }
}
