using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class GradientNoiseScaleTests
{
    [Fact]
    public void Estimate_FromTheExpectedNorms_IsExact() // E|G_b|² = |G|² + tr Sigma / b
    {
        var (noise, signal) = GradientNoiseScale.Estimate(2 + 50.0 / 8, 2 + 50.0 / 32, 8, 32);
        Assert.Equal(50, noise, 1e-12);
        Assert.Equal(2, signal, 1e-12);
    }

    [Fact]
    public void Estimate_OfARegression_IsNearTheTruth()
    {
        // rows x ~ N(0, I), loss (w·x)² / 2: gradient x (w·x), |G|² = |w|², tr Sigma = (d + 1)|w|²
        const int width = 50, small = 16, big = 64, steps = 400;
        var random = new SeededRandom(1);
        double[] weights = Drawn.NormalDoubles(width, 2);
        var square = weights.Sum(w => w * w);
        var (smallNorm, bigNorm) = (0.0, 0.0);
        for (var step = 0; step < steps; step++)
        {
            var shards = Enumerable.Range(0, big / small).Select(_ => Gradient(weights, small, random)).ToArray();
            smallNorm += shards.Average(shard => shard.Sum(g => g * g)) / steps;
            bigNorm += Enumerable.Range(0, width).Sum(k => Math.Pow(shards.Average(shard => shard[k]), 2)) / steps;
        }

        var (noise, signal) = GradientNoiseScale.Estimate(smallNorm, bigNorm, small, big);
        Assert.Equal(51, noise / signal, 4.0);
        Assert.Equal(square, signal, 0.1 * square);
    }

    static double[] Gradient(double[] weights, int rows, SeededRandom random)
    {
        var gradient = new double[weights.Length];
        for (var i = 0; i < rows; i++)
        {
            var x = Array.ConvertAll(weights, _ => random.NextNormal());
            var error = x.Zip(weights, (a, b) => a * b).Sum();
            for (var k = 0; k < x.Length; k++)
            {
                gradient[k] += x[k] * error / rows;
            }
        }

        return gradient;
    }
}
