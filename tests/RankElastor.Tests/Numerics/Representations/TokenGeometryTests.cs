using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class TokenGeometryTests
{
    [Fact]
    public void IdenticalTokens_HaveNoResidual_AndCosineOne()
    {
        float[] x = [1, 2, 1, 2, 1, 2];
        Assert.Equal(0, TokenGeometry.ResidualShare(x, 3), 1e-9);
        Assert.Equal(1, TokenGeometry.MeanCosine(x, 3), 1e-12);
    }

    [Fact]
    public void OppositeTokens_AreAllResidual()
    {
        float[] x = [1, 2, -1, -2];
        Assert.Equal(1, TokenGeometry.ResidualShare(x, 2), 1e-12);
        Assert.Equal(-1, TokenGeometry.MeanCosine(x, 2), 1e-12);
    }

    [Fact]
    public void ResidualShare_OfNoiseWithAMean_IsKnown() // its square is 1 / (mu² + 1), less 1 / n of it
        =>
            Assert.Equal(
                Math.Sqrt(0.2 - 0.2 / 500), TokenGeometry.ResidualShare(Drawn.Normal(500 * 64, 1, mean: 2), 500),
                0.005);

    [Fact]
    public void MeanCosine_IsTheMeanOverPairs_WithoutTokensOfZeros()
    {
        float[] x = [1, 0, 0, 0, 3, 4, 0, -2]; // cosines of the three others: 0.6, 0, −0.8
        Assert.Equal(-0.2 / 3, TokenGeometry.MeanCosine(x, 4), 1e-7);
        Assert.Equal(double.NaN, TokenGeometry.MeanCosine([0, 0, 1, 1], 2));
    }

    [Fact]
    public void Measures_OfAZeroMatrix_AreNaN()
    {
        Assert.Equal(double.NaN, TokenGeometry.ResidualShare(new float[6], 2));
        Assert.Throws<ArgumentException>(() => TokenGeometry.MeanCosine(new float[5], 2));
    }
}
