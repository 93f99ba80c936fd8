using RankElastor.Numerics.RandomMatrix;

namespace RankElastor.Tests.Numerics.RandomMatrix;

public sealed class ProductNullTests
{
    [Fact]
    public void Null_OfSquareFactors_HasTheEdgeOfFussAndCatalan()
    {
        var law = ProductNull.Of(256, 256, 256);
        Assert.Equal(4, law.NaiveEdge, 1e-12);
        Assert.InRange(law.Mean, 6.3, 6.75); // below the limit 27/4, as every largest eigenvalue is on average
        Assert.InRange(law.Threshold, 6.75, 7.5);
    }

    [Fact]
    public void Null_IsTheSame_OnEveryCallAndForTheTranspose() => Assert.Equal(ProductNull.Of(40, 16, 60), ProductNull.Of(60, 16, 40));

    [Fact]
    public void Outliers_OfARandomProduct_AreNone_WhereTheNaiveEdgeSeesMany()
    {
        const int width = 64, inner = 16;
        var law = ProductNull.Of(width, inner, width);
        for (var draw = 0UL; draw < 10; draw++)
        {
            var singular = Product(width, inner, 100 + draw, spike: 0);
            Assert.Equal(0, law.Outliers(singular, width, width));
            Assert.InRange(singular.Count(s => s * s / ((double)inner * width) > law.NaiveEdge), 3, inner);
        }
    }

    [Fact]
    public void Outliers_CountThePlantedDirection() =>
        Assert.Equal(1, ProductNull.Of(64, 16, 64).Outliers(Product(64, 16, 7, spike: 3), 64, 64));

    [Fact]
    public void Outliers_OfNothing_AreNone() => Assert.Equal(0, ProductNull.Of(10, 4, 10).Outliers([0, 0], 10, 10));

    /// <summary>Singular values of A Bᵀ, with a number added to the first column of both factors.</summary>
    static double[] Product(int width, int inner, ulong seed, double spike)
    {
        var (left, right) = (Drawn.NormalDoubles(width * inner, seed), Drawn.NormalDoubles(width * inner, seed + 1000));
        for (var i = 0; i < width; i++)
        {
            left[i * inner] += spike;
            right[i * inner] += spike;
        }

        var transposed = Enumerable.Range(0, inner * width).Select(k => right[k % width * inner + k / width]).ToArray();
        return Drawn.SingularValues(Drawn.Product(left, transposed, inner), width, width);
    }
}
