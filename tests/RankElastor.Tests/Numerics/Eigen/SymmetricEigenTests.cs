using RankElastor.Numerics.Eigen;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Eigen;

public sealed class SymmetricEigenTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(5, 3)]
    [InlineData(24, 64)]
    [InlineData(64, 20)]
    [InlineData(100, 100)]
    public void Values_OfAGramMatrix_AreJacobisSingularValuesSquared(int n, int inner)
    {
        var x = Drawn.NormalDoubles(n * inner, 1);
        var values = SymmetricEigen.Values(Gram(x, n, inner), n);
        var singular = Drawn.SingularValues(x, n, inner);
        for (var i = 0; i < n; i++)
        {
            Assert.Equal(i < singular.Length ? singular[i] * singular[i] : 0, values[i], 1e-12 * values[0]);
        }
    }

    [Fact]
    public void Decompose_GivesOrthonormalVectors_ThatRebuildTheMatrix()
    {
        const int n = 37;
        var matrix = Symmetric(n, 2);
        var (values, vectors) = SymmetricEigen.Decompose(matrix, n);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var (rebuilt, product) = (0.0, 0.0);
                for (var k = 0; k < n; k++)
                {
                    rebuilt += values[k] * vectors[k * n + i] * vectors[k * n + j];
                    product += vectors[i * n + k] * vectors[j * n + k];
                }

                Assert.Equal(matrix[i * n + j], rebuilt, 1e-12);
                Assert.Equal(i == j ? 1 : 0, product, 1e-12);
            }
        }

        Assert.Equal(values.OrderDescending(), values);
        Assert.Equal(values, SymmetricEigen.Values(matrix, n).Select((v, i) => Math.Abs(v - values[i]) < 1e-12 ? values[i] : v));
    }

    [Fact]
    public void Values_OfTheSecondDifference_AreKnown()
    {
        const int n = 50;
        var matrix = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            matrix[i * n + i] = 2;
            if (i + 1 < n)
            {
                matrix[i * n + i + 1] = -1;
            }
        }

        var values = SymmetricEigen.Values(matrix, n);
        for (var k = 0; k < n; k++)
        {
            Assert.Equal(2 + 2 * Math.Cos(Math.PI * (k + 1) / (n + 1)), values[k], 1e-13);
        }
    }

    [Fact]
    public void Values_OfADiagonalOrZeroMatrix_AreExact()
    {
        Assert.Equal([7, 3, 0, -2], SymmetricEigen.Values([3, 0, 0, 0, 0, -2, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0], 4));
        Assert.Equal([0, 0, 0], SymmetricEigen.Values(new double[9], 3));
    }

    [Fact]
    public void Values_RefuseNumbersThatAreNotFinite() => Assert.Throws<ArgumentException>(() => SymmetricEigen.Values([double.NaN], 1));

    [Fact]
    public void LargestEigenvalue_OfARandomEdge_AgreesWithTheDecomposition()
    {
        const int n = 200;
        var gram = Gram(Drawn.NormalDoubles(n * n, 3), n, n);
        var largest = LargestEigenvalue.Of(n, (x, y) => Drawn.Product(x, gram, n).CopyTo(y), new SeededRandom(4));
        var exact = SymmetricEigen.Values(gram, n)[0];
        Assert.InRange(largest, exact * (1 - 1e-4), exact * (1 + 1e-12));
    }

    [Fact]
    public void LargestEigenvalue_OfAnExhaustedSpace_IsExact()
    {
        Assert.Equal(5, LargestEigenvalue.Of(3, (x, y) => (y[0], y[1], y[2]) = (5 * x[0], x[1], x[2]), new SeededRandom(1)), 1e-12);
        Assert.Equal(0, LargestEigenvalue.Of(4, (_, y) => y.Clear(), new SeededRandom(1)));
    }

    static double[] Gram(double[] x, int n, int inner)
    {
        var gram = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var k = 0; k < inner; k++)
                {
                    gram[i * n + j] += x[i * inner + k] * x[j * inner + k];
                }
            }
        }

        return gram;
    }

    static double[] Symmetric(int n, ulong seed)
    {
        var x = Drawn.NormalDoubles(n * n, seed);
        return [.. Enumerable.Range(0, n * n).Select(k => x[k] + x[k % n * n + k / n])];
    }
}
