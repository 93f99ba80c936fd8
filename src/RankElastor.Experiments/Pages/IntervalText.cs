using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Pages;

/// <summary>Intervals over seeds in words and numbers.</summary>
static class IntervalText
{
    /// <summary>A change that no interval of two decimals would show.</summary>
    public static bool IsNothing(this Interval change) => Math.Max(Math.Abs(change.Low), Math.Abs(change.High)) < 0.005;

    public static string Word(this Interval change) => change.IsNothing()
        ? "unchanged"
        : change.Direction switch { > 0 => "expands", < 0 => "contracts", _ => "unclear" };

    /// <summary>A level: <c>8.57 [8.40, 8.74]</c>.</summary>
    public static string Level(this Interval level, int decimals = 2) =>
        Join(
            Figures.Fixed(level.Mean, decimals), Figures.Fixed(level.Low, decimals),
            Figures.Fixed(level.High, decimals));

    /// <summary>A change: <c>+1.56 [+1.22, +1.90]</c>.</summary>
    public static string Change(this Interval change, int decimals = 2) =>
        Join(
            Figures.Signed(change.Mean, decimals), Figures.Signed(change.Low, decimals),
            Figures.Signed(change.High, decimals));

    static string Join(string mean, string low, string high) => $"{mean} [{low}, {high}]";
}
