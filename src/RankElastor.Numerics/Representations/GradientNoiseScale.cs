namespace RankElastor.Numerics.Representations;

/// <summary>
/// Gradient noise scale B = tr Sigma / |G|² (McCandlish et al., 2018): the batch size, about, above which a larger
/// batch no longer saves steps. Single readings are noise: average the squared norms first.
/// </summary>
public static class GradientNoiseScale
{
    /// <summary>
    /// Unbiased estimates from the squared norms of mean gradients of s and b rows, b &gt; s: |G|² = (b |G_b|² − s
    /// |G_s|²) / (b − s), which may come out below 0 by chance, and tr Sigma = (|G_s|² − |G_b|²) / (1 / s − 1 / b), the
    /// variance of one row's gradient over all parameters.
    /// </summary>
    public static (double Noise, double Signal) Estimate(
        double smallSquaredNorm, double bigSquaredNorm, int smallBatch, int bigBatch) =>
        ((smallSquaredNorm - bigSquaredNorm) / (1.0 / smallBatch - 1.0 / bigBatch),
            (bigBatch * bigSquaredNorm - smallBatch * smallSquaredNorm) / (bigBatch - (double)smallBatch));
}
