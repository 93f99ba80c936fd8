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
    public void Value_OfARegression_IsNearTheTruth()
    {
        // rows x ~ N(0, I), loss (w·x)² / 2: gradient x (w·x), |G|² = |w|², tr Sigma = (d + 1)|w|²
        const int width = 50, small = 16, big = 64;
        var random = new SeededRandom(1);
        var scale = new GradientNoiseScale(small, big, 0.999);
        double[] weights = Drawn.NormalDoubles(width, 2);
        var square = weights.Sum(w => w * w);
        for (var step = 0; step < 400; step++)
        {
            var shards = Enumerable.Range(0, big / small).Select(_ => Gradient(weights, small, random)).ToArray();
            var whole = Enumerable.Range(0, width).Select(k => shards.Average(shard => shard[k])).ToArray();
            scale.Add(shards.Average(shard => shard.Sum(g => g * g)), whole.Sum(g => g * g));
        }

        Assert.Equal(51, scale.Value, 4.0);
        Assert.Equal(square, scale.Signal, 0.1 * square);
        Assert.Equal(scale.Noise / scale.Signal, scale.Value, 1e-12);
    }

    [Fact]
    public void Value_WeighsRecentReadingsMore()
    {
        var scale = new GradientNoiseScale(1, 2, 0.5);
        scale.Add(2 + 1, 2 + 0.5);
        Assert.Equal((1, 2), (scale.Noise, scale.Signal));
        scale.Add(2 + 4, 2 + 2);
        Assert.Equal(3, scale.Noise, 1e-12); // (1 · 0.25 + 4 · 0.5) / 0.75
        Assert.Equal(1.5, scale.Value, 1e-12);
    }

    [Fact]
    public void Value_IsNaN_UntilItCanBeTold()
    {
        var scale = new GradientNoiseScale(1, 2);
        Assert.Equal(double.NaN, scale.Value);
        Assert.Equal(double.NaN, scale.Noise);
        scale.Add(3, 1);
        Assert.Equal(double.NaN, scale.Value); // |G|² came out below 0
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientNoiseScale(4, 4));
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
