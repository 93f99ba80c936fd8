using System.Globalization;
using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Claims;

/// <summary>
/// Where the value of a claim must lie, fixed before the run: that of every seed, or the mean over seeds. Ends belong
/// to the range.
/// </summary>
/// <param name="OfEach">Whether it is a law, which one seed refutes; else the mean decides, by its interval.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Margin">
/// Of a mean: the least distance from an end that matters; 0 where any does. A run that would not have seen it is
/// underpowered.
/// </param>
sealed record ClaimRule(bool OfEach, double Low, double High, double Margin = 0)
{
    /// <summary>What counts as rounding in an identity, relative.</summary>
    public const double Rounding = 1e-12;

    /// <summary>The level of verdicts on means, after Holm over the group's.</summary>
    public const double Level = 0.05;

    /// <summary>A relative error of every seed is rounding.</summary>
    public static ClaimRule Exact { get; } = AtMost(Rounding);

    /// <summary>A count of violations is 0 with every seed.</summary>
    public static ClaimRule Never { get; } = AtMost(0);

    /// <summary>The value of every seed is at most so.</summary>
    public static ClaimRule AtMost(double high) => new(true, double.NegativeInfinity, high);

    /// <summary>The value of every seed is at least so.</summary>
    public static ClaimRule AtLeast(double low) => new(true, low, double.PositiveInfinity);

    /// <summary>The value of every seed lies in a range.</summary>
    public static ClaimRule Within(double low, double high) => new(true, low, high);

    /// <summary>The mean lies above.</summary>
    public static ClaimRule MeanAbove(double low, double margin = 0) =>
        new(false, low, double.PositiveInfinity, margin);

    /// <summary>The mean lies below.</summary>
    public static ClaimRule MeanBelow(double high, double margin = 0) =>
        new(false, double.NegativeInfinity, high, margin);

    /// <summary>The mean lies in a range.</summary>
    public static ClaimRule MeanWithin(double low, double high) => new(false, low, high);

    /// <summary>In words.</summary>
    public override string ToString()
    {
        var range = (double.IsInfinity(Low), double.IsInfinity(High)) switch
        {
            (true, false) => $"at most {Number(High)}",
            (false, true) => $"at least {Number(Low)}",
            _ => Low == High ? $"{Number(Low)}" : $"between {Number(Low)} and {Number(High)}",
        };
        return (OfEach ? "each seed: " : "mean: ") + range + (Margin > 0 ? $", margin {Number(Margin)}" : "");
    }

    /// <summary>What values say of a claim, alone.</summary>
    public string Alone(IReadOnlyList<double> values) => Verdict(values, PValue(values));

    /// <summary>
    /// What values say, with the mean's p-value after correction for its family. A value that is not a number decides
    /// nothing.
    /// </summary>
    public string Verdict(IReadOnlyList<double> values, double p)
    {
        if (values.Count == 0 || values.Any(double.IsNaN))
        {
            return Claim.Inconclusive;
        }

        if (OfEach)
        {
            return values.All(Holds) ? Claim.Holds : Claim.Refuted;
        }

        var estimate = new PairedDifferences(values).Estimate;
        return p < Level ? Inside(estimate) < Outside(estimate) ? Claim.Holds : Claim.Refuted
            : Margin > 0 && Detectable(values, 1) > Margin ? Claim.Underpowered
            : Claim.Inconclusive;
    }

    /// <summary>
    /// Two-sided p-value of the direction that the mean takes against the range's ends; 1 of a law, which is no test.
    /// </summary>
    public double PValue(IReadOnlyList<double> values)
    {
        if (OfEach || values.Any(double.IsNaN))
        {
            return 1;
        }

        var estimate = new PairedDifferences(values).Estimate;
        return Math.Min(1, 2 * Math.Min(Inside(estimate), Outside(estimate)));
    }

    /// <summary>The distance from an end that is seen in eight runs of ten, of this spread.</summary>
    /// <param name="values">One of each seed.</param>
    /// <param name="tests">Of the family, at Holm's first step.</param>
    public static double Detectable(IReadOnlyList<double> values, int tests) => DetectableEffect.Of(
        Sample.StandardDeviation([.. values]) / Math.Sqrt(values.Count), values.Count - 1, Level / tests);

    bool Holds(double value) => value >= Low && value <= High;

    double Inside(Estimate mean) => Math.Max(
        double.IsInfinity(Low) ? 0 : mean.PAbove(Low), double.IsInfinity(High) ? 0 : mean.PBelow(High));

    double Outside(Estimate mean) => Math.Min(
        double.IsInfinity(Low) ? 1 : mean.PBelow(Low), double.IsInfinity(High) ? 1 : mean.PAbove(High));

    static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
