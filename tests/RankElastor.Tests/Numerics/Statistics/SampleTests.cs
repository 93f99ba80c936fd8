using CsCheck;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

public sealed class SampleTests
{
    // the first ten of R's faithful$waiting
    static readonly double[] _waiting = [79, 54, 74, 62, 85, 55, 88, 85, 51, 85];

    [Theory]
    [InlineData(0, 51)]
    [InlineData(0.1, 53.7)]
    [InlineData(0.25, 56.75)]
    [InlineData(0.5, 76.5)]
    [InlineData(0.75, 85)]
    [InlineData(0.9, 85.3)]
    [InlineData(1, 88)]
    public void Quantile_IsRsTypeSeven(double level, double expected)
    {
        Assert.Equal(expected, Sample.Quantile(_waiting, level), 1e-12);
        Assert.Equal(expected, Sample.QuantileOfSorted([.. _waiting.Order()], level), 1e-12);
    }

    [Fact]
    public void Quantile_IsThatOfTheSortedValues_WithTies() =>
        Gen.Select(Gen.Int[0, 9].Array[1, 60], Gen.Double[0, 1]).Sample((numbers, level) =>
    {
        var values = Array.ConvertAll(numbers, n => n / 3.0);
        Assert.Equal(Sample.QuantileOfSorted([.. values.Order()], level), Sample.Quantile(values, level), 1e-12);
    });

    [Fact]
    public void Median_IsTheMiddle_OrTheMeanOfTheTwoThere()
    {
        Assert.Equal(3, Sample.Median([9, 1, 3]));
        Assert.Equal(2.5, Sample.Median([4, 1, 3, 2]));
        Assert.Equal(7, Sample.Median([7]));
        Assert.Equal(double.NaN, Sample.Median([]));
        Assert.Equal(double.NaN, Sample.Median([1, double.NaN, 3]));
    }

    [Fact]
    public void StandardDeviation_DividesByOneLess()
    {
        Assert.Equal(Math.Sqrt(32.0 / 7), Sample.StandardDeviation([2, 4, 4, 4, 5, 5, 7, 9]), 1e-15);
        Assert.Equal(Math.Sqrt(2), Sample.StandardDeviation([1, 3]), 1e-15);
        Assert.Equal(double.NaN, Sample.StandardDeviation([1]));
    }

    [Fact]
    public void Mean_OfNoValues_IsNaN()
    {
        Assert.Equal(2.5, Sample.Mean([4, 1, 3, 2]));
        Assert.Equal(double.NaN, Sample.Mean([]));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Quantile_RefusesALevelOutsideZeroToOne(double level)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sample.Quantile([1], level));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sample.QuantileOfSorted([1], level));
    }
}
