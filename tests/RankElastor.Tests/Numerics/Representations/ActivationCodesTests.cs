using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class ActivationCodesTests
{
    [Theory]
    [InlineData(8, 0.039, 0.01)]
    [InlineData(16, 0.568, 0.08)]
    [InlineData(32, 0.988, 0.012)]
    [InlineData(64, 0.9996, 0.0006)]
    public void Redundancy_OfARandomLayer_FallsWithItsWidth(int units, double unique, double tolerance)
    {
        const int rows = 5000, inputs = 10;
        var layer = Drawn.Product(
            Drawn.Normal(rows * inputs, 1), Drawn.NormalDoubles(inputs * units, (ulong)units), inputs);
        Assert.Equal(1 - unique, ActivationCodes.Redundancy(layer, rows), tolerance);
    }

    [Fact]
    public void Write_SetsABitForEachPositiveValue()
    {
        var codes = new ulong[2];
        ActivationCodes.Write([1, 0, -3, 2, -1, 5, 0.1f, float.NaN], codes);
        Assert.Equal([0b1001, 0b0110], codes);
    }

    [Fact]
    public void Redundancy_SeesADifferenceInAnyUnitOfAWideLayer()
    {
        const int units = 200;
        for (var unit = 0; unit < units; unit++)
        {
            var values = new float[2 * units];
            values[unit] = 1;
            Assert.Equal(0, ActivationCodes.Redundancy(values, 2));
        }
    }

    [Fact]
    public void Redundancy_OfADeadLayer_IsAllButOneRow()
    {
        Assert.Equal(0.75, ActivationCodes.Redundancy(new float[4 * 100], 4));
        Assert.Equal(double.NaN, ActivationCodes.Redundancy([], 0));
    }
}
