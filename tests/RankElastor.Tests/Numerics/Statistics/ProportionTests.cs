using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

public sealed class ProportionTests
{
    [Theory]
    [InlineData(8, 10, 0.4902, 0.9433)] // Wilson's intervals, from a table
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(20, 20, 0.8389, 1)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    public void Interval_IsWilsonsOf95Percent(int hits, int count, double low, double high)
    {
        var share = new Proportion(hits, count);
        Assert.Equal((low, high), (Math.Round(share.Low, 4), Math.Round(share.High, 4)));
    }
}
