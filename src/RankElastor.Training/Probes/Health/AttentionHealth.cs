using RankElastor.Model.Memory;
using RankElastor.Numerics.Representations;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// B sampled rows, h heads, n fields

/// <summary>
/// Entropy of attention over its keys (<see cref="AttentionEntropy"/>): 0 where one field gets everything, 1 where all
/// get the same; both ends are failures. <c>entropy</c> is the mean of all rows of weights, <c>entropy_min</c> the
/// least; <c>one_hot_share</c> and <c>uniform_share</c> count rows at the ends, <c>masked_share</c> rows of zeros.
/// </summary>
static class AttentionHealth
{
    /// <summary>Measures a site's tensor [B, h, n, n]; n at least 2.</summary>
    public static HealthRecord Of(ProbeMoment moment, string site, Tensor value)
    {
        var (heads, fields) = ((int)value.shape[1], (int)value.shape[3]);
        var entropy = AttentionEntropy.Of(TensorSpans.Floats(value), fields);
        return moment.Record(
            SubjectKind.Attention, site, [heads, fields, fields], (int)value.shape[0], new Dictionary<string, double>
            {
                [HealthMeasures.Entropy] = entropy.Mean,
                [HealthMeasures.EntropyLeast] = entropy.Least,
                [HealthMeasures.OneHotShare] = entropy.OneHotShare,
                [HealthMeasures.UniformShare] = entropy.UniformShare,
                [HealthMeasures.MaskedShare] = entropy.MaskedShare,
            });
    }
}
