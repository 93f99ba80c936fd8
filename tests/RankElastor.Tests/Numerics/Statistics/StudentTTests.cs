using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

public sealed class StudentTTests
{
    [Theory]
    [InlineData(1, 12.706205)]
    [InlineData(2, 4.302653)]
    [InlineData(3, 3.182446)]
    [InlineData(4, 2.776445)]
    [InlineData(9, 2.262157)]
    [InlineData(30, 2.042272)]
    [InlineData(255, 1.969311)]
    public void TwoSided95_IsThatOfTheTables(int freedom, double expected) =>
        Assert.Equal(expected, StudentT.TwoSided95(freedom), 1e-6);

    [Theory]
    [InlineData(4, 2.131847, 0.05)]
    [InlineData(9, 2.821438, 0.01)]
    [InlineData(4, -2.131847, 0.95)]
    [InlineData(1, 1, 0.25)]
    [InlineData(7, 0, 0.5)]
    public void Above_IsThatOfTheTables(int freedom, double t, double expected) =>
        Assert.Equal(expected, StudentT.Above(t, freedom), 1e-6);
}
