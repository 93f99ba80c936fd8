namespace RankElastor.Numerics.Statistics;

/// <summary>A value with its standard error, and the tests of it by Student's t.</summary>
/// <remarks>
/// A test of an error or value that is not finite has a p-value of NaN; without error it is 0 or 1 (1 where the value
/// equals the bound).
/// </remarks>
/// <param name="Value">What is estimated.</param>
/// <param name="Error">Its standard error, at least 0.</param>
/// <param name="Freedom">
/// Degrees of freedom of the error, 0 where there is none; <see cref="int.MaxValue"/> for a normal estimate.
/// </param>
public readonly record struct Estimate(double Value, double Error, int Freedom)
{
    /// <summary>The 95 % interval, value ± t(ν) · error; half is NaN without a degree of freedom.</summary>
    public Interval Interval => new(
        Value, Freedom < 1 ? double.NaN : StudentT.TwoSided(0.95, Freedom) * Error,
        Freedom == int.MaxValue ? Freedom : Freedom + 1);

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

    double Tail(double distance) => Freedom < 1 || !double.IsFinite(Error + distance) ? double.NaN
        : Error == 0 ? distance > 0 ? 0 : 1
        : StudentT.Above(distance / Error, Freedom);
}
