using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class HypersphereTests
{
    [Fact]
    public void Uniformity_OfUniformDirections_IsMinusFourPlusEightOverWidth() =>
        Assert.Equal(-3.875, Hypersphere.Uniformity(Drawn.Normal(1000 * 64, 1), 1000), 0.01);

    [Fact]
    public void Uniformity_OfOneDirection_IsZero_AndLargeTemperaturesDoNotUnderflow()
    {
        Assert.Equal(0, Hypersphere.Uniformity([1, 2, 2, 4, 3, 6], 3), 1e-12);
        Assert.Equal(-4000, Hypersphere.Uniformity([1, 0, -1, 0], 2, temperature: 1000), 1e-9);
    }

    [Fact]
    public void Uniformity_FollowsItsFormula() // squared distances 2, 4, 2
        =>
            Assert.Equal(
                Math.Log((2 * Math.Exp(-4) + Math.Exp(-8)) / 3), Hypersphere.Uniformity([1, 0, 0, 5, -2, 0], 3), 1e-12);

    [Fact]
    public void Alignment_IsZeroForPairsThatAgree_AndFourForOpposites()
    {
        float[] x = [1, 0, 0, 2];
        Assert.Equal(0, Hypersphere.Alignment(x, [3, 0, 0, 1], 2), 1e-12);
        Assert.Equal(4, Hypersphere.Alignment(x, [-3, 0, 0, -1], 2), 1e-12);
        Assert.Equal((2 + Math.Sqrt(2)) / 2, Hypersphere.Alignment(x, [-1, 0, 1, 0], 2, exponent: 1), 1e-12);
        Assert.Throws<ArgumentException>(() => Hypersphere.Alignment(x, [1, 0], 2));
    }

    [Fact]
    public void Uniformity_OfARowOfZeros_IsNaN() => Assert.Equal(double.NaN, Hypersphere.Uniformity([0, 0, 1, 1], 2));
}
