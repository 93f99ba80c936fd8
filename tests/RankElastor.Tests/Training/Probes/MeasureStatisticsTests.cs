using CsCheck;
using RankElastor.Training.Probes;

namespace RankElastor.Tests.Training.Probes;

public sealed class MeasureStatisticsTests
{
    static Gen<double> Thirds => Gen.Int[0, 9].Select(n => n / 3.0);

    [Fact]
    public void Quantiles_AreThoseOfTheSortedValues() => Thirds.Array[1, 60].Sample(values =>
    {
        var sorted = values.Order().ToArray();
        var summary = MeasureStatistics.Of([.. values, 0], (2, 0.1), [.. values.Select(_ => false), true]);
        Assert.Equal(Expected(sorted, 0.05), summary.Q05, 1e-12);
        Assert.Equal(Expected(sorted, 0.5), summary.Median, 1e-12);
        Assert.Equal(Expected(sorted, 0.95), summary.Q95, 1e-12);
        Assert.Equal(values.Average(), summary.Mean, 1e-12);
        Assert.Equal(summary.Mean / 2, summary.Ratio, 1e-12);
        Assert.Equal(values.Select(value => (float)value).Append(float.NaN), summary.Values!);
    });

    [Fact]
    public void ZeroRows_AreLeftOut_UnlessAllAre_AndNaNIsNot()
    {
        Assert.Equal(3, MeasureStatistics.Of([0, 2, 0, 4], (1, 0), [true, false, true, false]).Mean);
        Assert.Equal(0, MeasureStatistics.Of([0, 0], (1, 0), [true, true]).Mean);
        Assert.Equal(double.NaN, MeasureStatistics.Of([double.NaN, 2], (1, 0), [false, false]).Mean);
        Assert.Equal(double.NaN, MeasureStatistics.Of([], (1, 0)).Median);
    }

    static double Expected(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }
}
