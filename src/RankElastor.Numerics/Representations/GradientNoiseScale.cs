namespace RankElastor.Numerics.Representations;

/// <summary>
/// Gradient noise scale B = tr Sigma / |G|² (McCandlish et al., 2018): the batch size, about, above which a larger batch no longer saves steps. From squared norms of gradients of two batch sizes, of
/// which numerator and denominator are averaged apart; single readings are noise.
/// </summary>
/// <param name="smallBatch">Rows of the small batch, positive.</param>
/// <param name="bigBatch">Rows of the big batch, more than the small one's.</param>
/// <param name="decay">Weight of the past in both averages, in [0, 1): about 1 / (1 − decay) readings count.</param>
public sealed class GradientNoiseScale(int smallBatch, int bigBatch, double decay = 0.99)
{
    readonly int _small = smallBatch > 0 ? smallBatch : throw new ArgumentOutOfRangeException(nameof(smallBatch), smallBatch, "Must be positive.");
    readonly int _big = bigBatch > smallBatch ? bigBatch : throw new ArgumentOutOfRangeException(nameof(bigBatch), bigBatch, "Must exceed the small batch.");
    readonly double _decay = decay is >= 0 and < 1 ? decay : throw new ArgumentOutOfRangeException(nameof(decay), decay, "Must be in [0, 1).");
    double _noise, _signal, _weight;

    /// <summary>tr Sigma, the variance of one row's gradient summed over parameters; NaN before the first reading.</summary>
    public double Noise => _noise / _weight;

    /// <summary>|G|² of the true gradient; may be below 0 by chance; NaN before the first reading.</summary>
    public double Signal => _signal / _weight;

    /// <summary>B; NaN before the first reading and where the averages are not positive, so that it cannot be told yet.</summary>
    public double Value => _noise > 0 && _signal > 0 ? _noise / _signal : double.NaN;

    /// <summary>Adds a reading: the squared norms of the mean gradient of a small and of a big batch.</summary>
    public void Add(double smallSquaredNorm, double bigSquaredNorm)
    {
        var (noise, signal) = Estimate(smallSquaredNorm, bigSquaredNorm, _small, _big);
        _noise = _decay * _noise + (1 - _decay) * noise;
        _signal = _decay * _signal + (1 - _decay) * signal;
        _weight = _decay * _weight + (1 - _decay);
    }

    /// <summary>
    /// Unbiased estimates from one pair: |G|² = (b |G_b|² − s |G_s|²) / (b − s) and tr Sigma = (|G_s|² − |G_b|²) / (1 / s − 1 / b) for batches of s and b rows.
    /// </summary>
    public static (double Noise, double Signal) Estimate(double smallSquaredNorm, double bigSquaredNorm, int smallBatch, int bigBatch) =>
        ((smallSquaredNorm - bigSquaredNorm) / (1.0 / smallBatch - 1.0 / bigBatch),
            (bigBatch * bigSquaredNorm - smallBatch * smallSquaredNorm) / (bigBatch - (double)smallBatch));
}
