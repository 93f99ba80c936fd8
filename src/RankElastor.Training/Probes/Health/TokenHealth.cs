using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// B sampled rows, T tokens, D width

/// <summary>
/// Whether the tokens of a row have become alike: ‖X − 1μᵀ‖_F / ‖X‖_F and the mean cosine of two tokens, averaged over rows. A residual of 0 (cosine 1) is over-smoothing:
/// all tokens the same. Rows of zeros, and tokens of zeros, are left out.
/// </summary>
public static class TokenHealth
{
    /// <summary>Measures a site's tensor [B, T, D].</summary>
    public static HealthRecord Of(ProbeMoment moment, string site, Tensor value)
    {
        using var scope = NewDisposeScope();
        var x = value.to(ScalarType.Float64);
        var energy = x.square().sum([1, 2]); // [B]
        var residual = (x - x.mean([1], keepdim: true)).square().sum([1, 2]);
        var measures = new Dictionary<string, double>
        {
            ["residual_share"] = Mean((residual / energy).sqrt(), energy > 0),
            ["mean_cosine"] = MeanCosine(x),
            ["rms"] = Math.Sqrt(energy.mean().item<double>() / (x.shape[1] * x.shape[2])),
        };
        return moment.Record(HealthKind.Tokens, site, [(int)x.shape[1], (int)x.shape[2]], (int)x.shape[0], measures);
    }

    /// <summary>Over pairs of different tokens, (‖Σ u‖² − k) / k(k − 1) for the k unit vectors of a row; NaN for fewer than two.</summary>
    static double MeanCosine(Tensor x)
    {
        var norms = x.norm(-1, keepdim: true, p: 2); // [B, T, 1]
        var units = where(norms > 0, x / norms, zeros_like(x));
        var tokens = (norms > 0).sum([1, 2]).to(ScalarType.Float64); // [B]
        var cosines = (units.sum([1]).square().sum(-1) - tokens) / (tokens * (tokens - 1));
        return Mean(cosines, tokens > 1);
    }

    static double Mean(Tensor values, Tensor present)
    {
        var kept = values.masked_select(present);
        return kept.numel() == 0 ? double.NaN : kept.mean().item<double>();
    }
}
