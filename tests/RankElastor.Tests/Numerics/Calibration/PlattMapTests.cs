using RankElastor.Numerics.Calibration;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Calibration;

public sealed class PlattMapTests
{
    /// <summary>
    /// Two scores make a saturated model: σ(a x + b) is the mean smoothed label of each, which has a closed form.
    /// </summary>
    [Theory]
    [InlineData(0.25f, 0.75f, 3, 10, 7, 9)]
    [InlineData(0.001f, 0.002f, 1, 500, 30, 400)]
    [InlineData(0.4f, 0.6f, 0, 50, 50, 50)] // separated
    [InlineData(1e-30f, 0.9999999f, 2, 40, 35, 40)]
    public void OfTwoScores_ItHasTheClosedForm(
        float low, float high, int lowClicks, int lows, int highClicks, int highs)
    {
        float[] p = [.. Enumerable.Repeat(low, lows), .. Enumerable.Repeat(high, highs)];
        float[] y = [.. Labels(lowClicks, lows), .. Labels(highClicks, highs)];
        var (clicks, none) = ((double)(lowClicks + highClicks), (double)(lows + highs - lowClicks - highClicks));
        double Target(int some, int all) =>
            (some * (clicks + 1) / (clicks + 2) + (all - some) / (none + 2)) / all;
        var (lower, upper) = (Target(lowClicks, lows), Target(highClicks, highs));
        var slope = (Logit(upper) - Logit(lower)) / (Logit(high) - Logit(low));

        var map = PlattMap.Fit(p, y);

        Assert.Equal(slope, map.Slope, 1e-10 * Math.Abs(slope));
        Assert.Equal(Logit(lower) - slope * Logit(low), map.Intercept, 1e-10 * (1 + Math.Abs(map.Intercept)));
        Assert.Equal(lower, map.Of(low), 1e-10);
        Assert.Equal(upper, map.Of(high), 1e-10);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(50, 2)]
    [InlineData(3000, 3)]
    [InlineData(3000, 4, true)]
    public void TheGradient_IsZero(int rows, int seed, bool weighted = false)
    {
        var random = new SeededRandom((ulong)seed);
        float[] p = [.. Enumerable.Range(0, rows).Select(_ => (float)Math.Pow(random.NextDouble(), 3))];
        float[] y = [0, 1, .. p.Skip(2).Select(score => random.NextDouble() < Math.Sqrt(score) ? 1f : 0f)];
        float[] w = [.. p.Select(_ => weighted ? (float)random.NextDouble() * 3 : 1)];

        var map = PlattMap.Fit(p, y, weighted ? w : []);

        var clicks = w.Zip(y).Sum(pair => (double)pair.First * pair.Second);
        var none = w.Sum(weight => (double)weight) - clicks;
        var (ofSlope, ofIntercept) = (0.0, 0.0);
        for (var row = 0; row < rows; row++)
        {
            var x = Logit(p[row]);
            var target = y[row] == 1 ? (clicks + 1) / (clicks + 2) : 1 / (none + 2);
            var slack = w[row] * (1 / (1 + Math.Exp(-map.Slope * x - map.Intercept)) - target);
            (ofSlope, ofIntercept) = (ofSlope + slack * x, ofIntercept + slack);
        }

        Assert.Equal(0, ofSlope / (clicks + none), 1e-10);
        Assert.Equal(0, ofIntercept / (clicks + none), 1e-10);
    }

    [Fact]
    public void OfALargeSample_ItFindsTheLawThatTheLabelsFollow()
    {
        var random = new SeededRandom(8);
        var x = Enumerable.Range(0, 200_000).Select(_ => random.NextNormal()).ToArray();
        float[] p = [.. x.Select(logit => (float)Sigmoid(logit))];
        float[] y = [.. x.Select(logit => random.NextDouble() < Sigmoid(0.6 * logit - 0.4) ? 1f : 0f)];
        var map = PlattMap.Fit(p, y);
        Assert.Equal(0.6, map.Slope, 0.022); // four standard errors
        Assert.Equal(-0.4, map.Intercept, 0.02);
    }

    [Fact]
    public void WithAPositiveSlope_AucStays()
    {
        var random = new SeededRandom(9);
        float[] p = [0, 1, .. Enumerable.Range(0, 5000).Select(_ => (float)Math.Pow(random.NextDouble(), 4))];
        float[] y = [.. p.Select(score => random.NextDouble() < score ? 1f : 0f)];
        float[] mapped = [.. p];
        var map = PlattMap.Fit(p, y);
        map.Apply(mapped);
        Assert.True(map.Slope > 0);
        Assert.Equal(Auc.Of(p, y), Auc.Of(mapped, y), 1e-6); // float32 may round neighbours together
    }

    [Fact]
    public void WithoutTwoClassesOrTwoScores_TheSlopeIsZero_AndTheRateLaplaces()
    {
        Check(4.0 / 5, [0.1f, 0.5f, 0.9f], [1, 1, 1]);
        Check(1.0 / 5, [0.1f, 0.5f, 0.9f], [0, 0, 0]);
        Check(2.0 / 3, [0.9f], [1]);
        Check((3.0 / 4 * 2 + 1.0 / 4 * 2) / 4, [0.7f, 0.7f, 0.7f, 0.7f], [1, 0, 1, 0]);

        static void Check(double rate, float[] p, float[] y)
        {
            var map = PlattMap.Fit(p, y);
            Assert.Equal(0, map.Slope);
            Assert.Equal(rate, map.Of(0.5f), 1e-12);
            Assert.False(map.Rises);
        }
    }

    [Fact]
    public void ScoresAgainstTheLabels_HaveANegativeSlope() =>
        Assert.True(PlattMap.Fit([0.1f, 0.2f, 0.8f, 0.9f], [1, 1, 0, 1]).Slope < 0);

    [Fact]
    public void Logit_IsFiniteAndRises()
    {
        float[] p =
        [
            0, float.Epsilon, 2 * float.Epsilon, 1e-30f, 0.5f, MathF.BitDecrement(MathF.BitDecrement(1)),
            MathF.BitDecrement(1), 1,
        ];
        var logits = Array.ConvertAll(p, PlattMap.Logit);
        Assert.All(logits, logit => Assert.True(double.IsFinite(logit)));
        Assert.All(logits.Skip(1).Zip(logits.Skip(2)), pair => Assert.True(pair.First < pair.Second));
        Assert.Equal(logits[0], logits[1]);
    }

    [Fact]
    public void Nonsense_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => PlattMap.Fit([], []));
        Assert.Throws<ArgumentException>(() => PlattMap.Fit([float.NaN], [1]));
        Assert.Throws<ArgumentException>(() => PlattMap.Fit([-0.1f], [1]));
        Assert.Throws<ArgumentException>(() => PlattMap.Fit([0.5f], [2]));
    }

    static double Logit(double p) => Math.Log(p / (1 - p));

    static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    static IEnumerable<float> Labels(int clicks, int rows) =>
        Enumerable.Range(0, rows).Select(row => row < clicks ? 1f : 0f);
}
