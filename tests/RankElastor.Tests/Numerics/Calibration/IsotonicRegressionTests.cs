using RankElastor.Numerics.Calibration;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Calibration;

public sealed class IsotonicRegressionTests
{
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(40, 7, false)] // many ties
    [InlineData(40, 7, true)]
    [InlineData(60, 1_000_000, false)] // none
    [InlineData(60, 1_000_000, true)]
    [InlineData(120, 30, true)]
    public void Rates_AreThoseOfTheMinMaxFormula(int rows, int levels, bool weighted)
    {
        for (var draw = 0; draw < 20; draw++)
        {
            var random = new SeededRandom((ulong)(draw + 1)).Fork(rows);
            var p = Draw(rows, () => random.NextInt(levels) / (float)levels);
            var y = Draw(rows, () => random.NextInt(2));
            var w = weighted ? Draw(rows, () => random.NextInt(4) / 3f) : Draw(rows, () => 1);
            if (w.Sum() == 0)
            {
                continue;
            }

            var blocks = IsotonicRegression.Fit(p, y, weighted ? w : []);

            Assert.All(p.Where((_, row) => w[row] > 0), score => Assert.Equal(
                MinMax(p, y, w, score), blocks.Single(block => block.First <= score && score <= block.Last).Rate,
                1e-10));
            Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(
                pair.First.Rate < pair.Second.Rate && pair.First.Last < pair.Second.First));
            Assert.Equal(w.Sum(weight => (double)weight), blocks.Sum(block => block.Weight), 1e-9);
        }
    }

    [Fact]
    public void AMillionRows_TakeNoSquareOfThem()
    {
        const int Rows = 1_000_000;
        var p = new float[Rows];
        var y = new float[Rows];
        for (var row = 0; row < Rows; row++)
        {
            (p[row], y[row]) = ((Rows - row) / (float)Rows, row % 2); // falls: everything is pooled
        }

        var block = Assert.Single(IsotonicRegression.Fit(p, y), block => block.Rate is > 0 and < 1);
        Assert.InRange(block.Rate, 0.499999, 0.500001);
    }

    [Fact]
    public void OneClass_AndOneScore_AreOneBlock()
    {
        Assert.Equal(
            [new IsotonicBlock(0.1f, 0.9f, 3, 0)], IsotonicRegression.Fit([0.9f, 0.1f, 0.5f], [0, 0, 0]));
        Assert.Equal(
            [new IsotonicBlock(0.5f, 0.5f, 4, 1)], IsotonicRegression.Fit([0.5f, 0.5f, 0.5f, 0.5f], [0, 1, 0, 0]));
        Assert.Equal([new IsotonicBlock(0, 0, 1, 1)], IsotonicRegression.Fit([-0f], [1]));
    }

    [Fact]
    public void Nonsense_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([], []));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([float.NaN], [1]));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([1.1f], [1]));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([0.5f], [0.5f]));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([0.5f, 0.5f], [1]));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([0.5f], [1], [-1]));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([0.5f], [1], [0]));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([0.5f], [1], [float.NaN]));
    }

    /// <summary>max over i ≤ k of min over j ≥ k of the mean label of scores i … j.</summary>
    static double MinMax(float[] p, float[] y, float[] w, float score)
    {
        float[] scores = [.. p.Where((_, row) => w[row] > 0).Distinct()];
        return scores.Where(from => from <= score).Max(from => scores.Where(to => to >= score).Min(to =>
        {
            var inside = Enumerable.Range(0, p.Length).Where(row => p[row] >= from && p[row] <= to).ToList();
            return inside.Sum(row => (double)w[row] * y[row]) / inside.Sum(row => (double)w[row]);
        }));
    }

    static float[] Draw(int rows, Func<float> value) => [.. Enumerable.Range(0, rows).Select(_ => value())];
}
