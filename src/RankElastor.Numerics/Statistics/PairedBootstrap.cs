using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;

namespace RankElastor.Numerics.Statistics;

/// <summary>
/// The bootstrap of a weighted mean of paired differences (Efron and Tibshirani 1993, chapters 13 and 16): units, the
/// rows or groups of a test set, are drawn with replacement, each with both models' answers.
/// </summary>
/// <param name="Mean">Σ w·d / Σ w over the units as they are; NaN for none, and where all weigh 0.</param>
/// <param name="Low">2.5 % quantile over resamples (percentile interval); NaN where the mean is.</param>
/// <param name="High">97.5 % quantile.</param>
/// <param name="P">
/// Two-sided p-value of "the mean is 0": twice (1 + resamples on the lesser side of 0, 0 counting on both) / (1 + all),
/// at most 1 and never 0; NaN where the mean is.
/// </param>
/// <param name="Resamples">How many.</param>
public readonly record struct PairedBootstrap(double Mean, double Low, double High, double P, int Resamples)
{
    /// <summary>Resamples where nothing else is said.</summary>
    public const int Usual = 2000;

    /// <summary>
    /// The Monte-Carlo standard error of <see cref="P"/>: 2 √(q (1 − q) / resamples), q = P / 2. With 2,000 resamples
    /// .007 at P = .05. The ends of the interval are the 2.5 % and 97.5 % order statistics, whose place has a standard
    /// error of .35 % of the resamples.
    /// </summary>
    public double MonteCarloError => 2 * Math.Sqrt(P / 2 * (1 - P / 2) / Resamples);

    /// <summary>
    /// Draws resamples, each from a stream of its own: the same seed gives the same numbers on any number of threads.
    /// A resample whose units all weigh 0 counts as 0. Cost: resamples · units.
    /// </summary>
    /// <param name="units">Differences and weights.</param>
    /// <param name="seed">Fixes the draws.</param>
    /// <param name="resamples">At least 40, so that both ends of the interval lie within.</param>
    /// <param name="workers">Threads; the caller's alone unless said.</param>
    public static PairedBootstrap Of(
        WeightedDifferences units, ulong seed, int resamples = Usual, Workers? workers = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 40);
        if (double.IsNaN(units.Mean))
        {
            return new(double.NaN, double.NaN, double.NaN, double.NaN, resamples);
        }

        var (random, means) = (new SeededRandom(seed), new double[resamples]);
        (workers ?? Workers.Sequential).ForEach(resamples, i => means[i] = Resampled(units, random.Fork(i)));
        var below = means.Count(mean => mean <= 0);
        var above = means.Count(mean => mean >= 0);
        Array.Sort(means);
        return new(
            units.Mean, Sample.QuantileOfSorted(means, 0.025), Sample.QuantileOfSorted(means, 0.975),
            Math.Min(1, 2 * (1.0 + Math.Min(below, above)) / (1.0 + resamples)), resamples);
    }

    static double Resampled(WeightedDifferences units, SeededRandom random)
    {
        var differences = units.Values.Span;
        var weights = units.Weights.Span;
        var (sum, all) = (0.0, 0.0);
        for (var i = 0; i < differences.Length; i++)
        {
            var unit = random.NextInt(differences.Length);
            var weight = weights.IsEmpty ? 1 : weights[unit];
            sum += weight * differences[unit];
            all += weight;
        }

        return all > 0 ? sum / all : 0;
    }
}
