namespace RankElastor.Numerics.Statistics;

/// <summary>
/// A value with its standard error, and the tests of it by Student's t; where a second, known error is added, by the
/// distribution of their sum, e·T(ν) + r·Z.
/// </summary>
/// <remarks>
/// The sum is Behrens' and Fisher's (1935) solution: it rejects at most as often as it says, where a t-test with
/// Satterthwaite's degrees of freedom rejects too often for few ν. A test of an error or value that is not finite has
/// a p-value of NaN; without error it is 0 or 1 (1 where the value equals the bound).
/// </remarks>
/// <param name="Value">What is estimated.</param>
/// <param name="Error">e, its standard error, at least 0.</param>
/// <param name="Freedom">
/// ν, degrees of freedom of the error, 0 where there is none; <see cref="int.MaxValue"/> for a normal estimate.
/// </param>
public readonly record struct Estimate(double Value, double Error, int Freedom)
{
    /// <summary>r, an independent normal error of known size; 0 where there is none.</summary>
    public double KnownError { get; init; }

    /// <summary>The 95 % interval, value ± <see cref="Point"/> of .025; half is NaN without freedom.</summary>
    public Interval Interval =>
        new(Value, Point(0.025), Freedom == int.MaxValue ? Freedom : Math.Max(0, Freedom) + 1);

    /// <summary>The two-sided p-value of "it is 0".</summary>
    public double P => Math.Min(1, 2 * Math.Min(PAbove(0), PBelow(0)));

    /// <summary>The p-value of "it is at most <paramref name="bound"/>": small where it lies above.</summary>
    public double PAbove(double bound) => Tail(Value - bound);

    /// <summary>The p-value of "it is at least <paramref name="bound"/>": small where it lies below.</summary>
    public double PBelow(double bound) => Tail(bound - Value);

    /// <summary>
    /// The p-value of "it is <paramref name="margin"/> or further from 0": small where it is equivalent to 0. Two
    /// one-sided tests (Schuirmann 1987), the larger p-value of the two.
    /// </summary>
    public double PWithin(double margin) => Math.Max(PAbove(-margin), PBelow(margin));

    /// <summary>
    /// The distance from the truth that is exceeded on one side with probability <paramref name="tail"/> in (0, .5).
    /// </summary>
    public double Point(double tail)
    {
        if (Freedom < 1 || !double.IsFinite(Error + KnownError) || Error + KnownError == 0)
        {
            return Freedom < 1 ? double.NaN : Error + KnownError;
        }

        if (KnownError == 0)
        {
            return Error * StudentT.TwoSided(1 - 2 * tail, Freedom);
        }

        var high = Error + KnownError;
        while (Tail(high) > tail)
        {
            high *= 2;
        }

        var low = 0.0;
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Tail(middle) > tail ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>
    /// About the least true value that would have been told from 0 with probability <paramref name="power"/> at this
    /// error: the two-sided point of <paramref name="level"/> and the one-sided point of the power. For few degrees of
    /// freedom too small (1 % for four, 14 % for one), since another study's error would differ; what a study is
    /// planned by is <see cref="DetectableEffect"/>.
    /// </summary>
    public double Detectable(double level, double power = 0.8) => Point(level / 2) + Point(1 - power);

    double Tail(double distance)
    {
        var (error, known, freedom) = (Error, KnownError, Freedom);
        return freedom < 1 || !double.IsFinite(error + known + distance) ? double.NaN
            : error + known == 0 ? distance > 0 ? 0 : 1
            : known == 0 ? StudentT.Above(distance / error, freedom)
            : error == 0 || freedom == int.MaxValue ? Normal.Below(-distance / double.Hypot(error, known))
            : ChiMean.Of(freedom, 1, scale => Normal.Below(-distance / double.Hypot(error / scale, known)));
    }
}
