using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class CkaTests
{
    [Fact]
    public void LinearUnbiased_IsOne_UnderARotationAScaleAndAShift()
    {
        const int rows = 60, width = 12;
        var x = Drawn.Normal(rows * width, 1);
        var y = Array.ConvertAll(Drawn.Product(x, Drawn.Rotation(width, 2), width), value => 3 * value + 5);
        Assert.Equal(1, Cka.LinearUnbiased(x, y, rows), 1e-6);
    }

    [Theory]
    [InlineData(200, 20)]
    [InlineData(200, 200)]
    [InlineData(1000, 200)]
    public void LinearUnbiased_OfIndependentRepresentations_IsZero(int rows, int width) =>
        Assert.Equal(0, Cka.LinearUnbiased(Drawn.Normal(rows * width, 3), Drawn.Normal(rows * width, 4), rows), 0.02);

    [Fact]
    public void LinearUnbiased_AgreesWithTheEstimatorOnWholeKernels()
    {
        const int rows = 9, width = 3;
        var (x, y) = (Drawn.Normal(rows * width, 5, mean: 2), Drawn.Normal(rows * width, 6, mean: -1));
        var expected = Hsic(x, y) / Math.Sqrt(Hsic(x, x) * Hsic(y, y));
        Assert.Equal(expected, Cka.LinearUnbiased(x, y, rows), 1e-9);

        static double Hsic(float[] x, float[] y)
        {
            double[] k = Kernel(x), l = Kernel(y);
            var (trace, sumK, sumL, middle, n) = (0.0, k.Sum(), l.Sum(), 0.0, (double)rows);
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < rows; j++)
                {
                    trace += k[i * rows + j] * l[j * rows + i];
                    for (var m = 0; m < rows; m++)
                    {
                        middle += k[i * rows + j] * l[j * rows + m];
                    }
                }
            }

            return (trace + sumK * sumL / ((n - 1) * (n - 2)) - 2 / (n - 2) * middle) / (n * (n - 3));
        }

        static double[] Kernel(float[] x)
        {
            var kernel = new double[rows * rows];
            for (var k = 0; k < rows * rows; k++)
            {
                var (i, j) = (k / rows, k % rows);
                kernel[k] = i == j
                    ? 0
                    : Enumerable.Range(0, width).Sum(c => (double)x[i * width + c] * x[j * width + c]);
            }

            return kernel;
        }
    }

    [Fact]
    public void Cka_OfConstantOrTooFewRows_IsNaN()
    {
        Assert.Equal(double.NaN, Cka.LinearUnbiased([1, 1, 1, 1], [1, 2, 3, 4], 4));
        Assert.Equal(double.NaN, Cka.LinearUnbiased([1, 2, 3], [1, 2, 3], 3));
    }
}
