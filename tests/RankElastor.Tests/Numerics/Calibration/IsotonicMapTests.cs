using RankElastor.Numerics.Calibration;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Calibration;

public sealed class IsotonicMapTests
{
    [Fact]
    public void BetweenBlocks_ItIsLinear_AndOutsideConstant()
    {
        // 0.1 … 0.2 has the rate 1/2, 0.4 the rate 2/3
        var map = IsotonicMap.Fit([0.1f, 0.2f, 0.4f, 0.4f, 0.4f], [1, 0, 1, 0, 1]);
        Assert.Equal(0.5, map.Of(0), 1e-12);
        Assert.Equal(0.5, map.Of(0.15f), 1e-12);
        Assert.Equal(0.5 + (0.25f - 0.2f) / ((double)0.4f - 0.2f) / 6, map.Of(0.25f), 1e-10);
        Assert.Equal(2.0 / 3, map.Of(0.4f), 1e-12);
        Assert.Equal(2.0 / 3, map.Of(1), 1e-12);
    }

    [Fact]
    public void EndsOfOneClass_TakeLaplacesRule_AndNoMoreThanTheirNeighbours()
    {
        var map = IsotonicMap.Fit([0.1f, 0.2f, 0.8f, 0.9f, 0.95f], [0, 0, 1, 1, 1]);
        Assert.Equal((1.0 / 4, 4.0 / 5), (map.Of(0.1f), map.Of(0.9f)));
        float[] p = [0.1f, .. Enumerable.Repeat(0.2f, 100), .. Enumerable.Repeat(0.8f, 100), 0.9f];
        float[] y = [0, 1, .. new float[99], 0, .. Enumerable.Repeat(1f, 99), 1];
        map = IsotonicMap.Fit(p, y);
        Assert.Equal(map.Of(0.2f), map.Of(0.1f)); // 0.01, not a third
        Assert.Equal(map.Of(0.8f), map.Of(0.9f));
    }

    [Theory]
    [InlineData(0, 1.0 / 5)]
    [InlineData(1, 4.0 / 5)]
    public void OfOneClass_ItIsLaplacesRule(float label, double rate) =>
        Assert.Equal(rate, IsotonicMap.Fit([0.3f, 0.6f, 0.1f], [label, label, label]).Of(0.7f), 1e-12);

    [Fact]
    public void ItNeverFalls_AndItsLoglossIsFinite()
    {
        var random = new SeededRandom(5);
        for (var draw = 0; draw < 50; draw++)
        {
            float[] p = [.. Enumerable.Range(0, 30).Select(_ => (float)random.NextDouble())];
            var map = IsotonicMap.Fit(p, [.. p.Select(score => random.NextDouble() < score ? 1f : 0f)]);
            float[] grid = [.. Enumerable.Range(0, 501).Select(step => step / 500f)];
            map.Apply(grid);
            Assert.All(grid.Zip(grid.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
            Assert.All(grid, rate => Assert.InRange(rate, float.Epsilon, MathF.BitDecrement(1)));
            Assert.True(Logloss.Of(grid, new float[grid.Length]) < 10);
        }
    }

    [Fact]
    public void InSample_NoMapThatRisesHasLessLogloss()
    {
        var random = new SeededRandom(6);
        float[] p = [.. Enumerable.Range(0, 400).Select(_ => (float)random.NextDouble())];
        float[] y = [.. p.Select(score => random.NextDouble() < 0.1 + 0.5 * score * score ? 1f : 0f)];
        var platt = PlattMap.Fit(p, y);
        Assert.True(After(IsotonicMap.Fit(p, y)) < After(platt));
        Assert.True(After(platt) < Logloss.Of(p, y));

        double After(CalibrationMap map)
        {
            float[] mapped = [.. p];
            map.Apply(mapped);
            return Logloss.Of(mapped, y);
        }
    }

    [Fact]
    public void Apply_RefusesWhatIsNoProbability() =>
        Assert.Throws<ArgumentException>(() => IsotonicMap.Fit([0.5f], [1]).Apply([float.NaN]));
}
