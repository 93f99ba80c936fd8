using CsCheck;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Metrics;

public sealed class AucTests
{
    static readonly Gen<(float[] Scores, float[] Labels)> _rows =
        Gen.Select(Gen.OneOf(Gen.Int[-3, 3].Select(i => i / 2f), Gen.Float[-1, 1]), Gen.Bool).Array[0, 60].Select(
            rows =>
            (rows.Select(row => row.Item1).ToArray(), rows.Select(row => row.Item2 ? 1f : 0f).ToArray()));

    [Fact]
    public void Of_AgreesWithCountingPairs_WithTies() => _rows.Sample((scores, labels) =>
    {
        var wide = scores.Select(s => (double)s).ToArray();
        var expected = Auc.Scalar(wide, labels);
        Assert.Equal(expected, Auc.Of(wide, labels), 1e-14);
        Assert.Equal(expected, Auc.Of(scores, labels), 1e-14);
    });

    [Fact]
    public void Of_ManyFloats_RadixAgreesWithDoubleSort()
    {
        var random = new SeededRandom(4);
        var scores = Enumerable.Range(0, 30_000).Select(
            i => (float)(i % 3 == 0 ? Math.Round(random.NextNormal(), 1) : random.NextNormal())).ToArray();
        var labels = scores.Select(s => random.NextNormal() + s > 1 ? 1f : 0f).ToArray();
        Assert.Equal(Auc.Of(scores.Select(s => (double)s).ToArray(), labels), Auc.Of(scores, labels));
    }

    [Fact]
    public void Of_NegativeZeroAndInfinities_AreOrderedScores()
    {
        Assert.Equal(0.5, Auc.Of([-0f, 0f], [1, 0]));
        Assert.Equal(1, Auc.Of([float.NegativeInfinity, -1f, 2f, float.PositiveInfinity], [0, 0, 1, 1]));
    }

    [Fact]
    public void Of_OneClass_IsNaN()
    {
        Assert.Equal(double.NaN, Auc.Of([0.1, 0.2], [1, 1]));
        Assert.Equal(double.NaN, Auc.Of([0.1f, 0.2f], [0, 0]));
        Assert.Equal(double.NaN, Auc.Of(ReadOnlySpan<float>.Empty, []));
    }

    [Fact]
    public void Of_NaNScore_Throws()
    {
        Assert.Throws<ArgumentException>(() => Auc.Of([0.1, double.NaN], [1, 0]));
        Assert.Throws<ArgumentException>(() => Auc.Of([0.1f, float.NaN], [1, 0]));
    }
}
