using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// B sampled rows, h heads, n fields

/// <summary>
/// Entropy of attention, −Σ a ln a / ln n for each row of weights: 0 where one field gets everything, 1 where all get the same; both ends are failures. <c>entropy</c> is the mean,
/// <c>entropy_min</c> and <c>entropy_max</c> are the means of the extreme heads; <c>one_hot_share</c> and <c>uniform_share</c> count rows below 0.05 and above 0.999.
/// </summary>
public static class AttentionHealth
{
    const double OneHot = 0.05, Uniform = 0.999;

    /// <summary>Measures a site's tensor [B, h, n, n]; n at least 2.</summary>
    public static HealthRecord Of(ProbeMoment moment, string site, Tensor value)
    {
        using var scope = NewDisposeScope();
        var weights = value.to(ScalarType.Float64);
        var fields = (int)weights.shape[^1];
        var entropy = weights.xlogy(weights).sum(-1).neg() / Math.Log(fields); // [B, h, n]
        var heads = entropy.mean([0, 2]);
        return moment.Record(HealthKind.Attention, site, [(int)weights.shape[1], fields, fields], (int)weights.shape[0], new Dictionary<string, double>
        {
            ["entropy"] = entropy.mean().item<double>(),
            ["entropy_min"] = heads.min().item<double>(),
            ["entropy_max"] = heads.max().item<double>(),
            ["one_hot_share"] = (entropy < OneHot).to(ScalarType.Float64).mean().item<double>(),
            ["uniform_share"] = (entropy > Uniform).to(ScalarType.Float64).mean().item<double>(),
        });
    }
}
