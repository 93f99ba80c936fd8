using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Metrics;

/// <summary>Paired log losses and gAUCs by their definitions, and DeLong's parts over several seeds.</summary>
public sealed class PairedDifferenceTests
{
    readonly SeededRandom _random = new(4);

    [Fact]
    public void Logloss_IsTheDifferenceOfTheLosses()
    {
        float[] labels = [1, 0, 1, 0], first = [0.8f, 0.3f, 0.5f, 0], second = [0.9f, 0.3f, 0.25f, 0.5f];
        var rows = PairedLogloss.Of(first, second, labels);
        Assert.Equal(Math.Log((double)0.8f / 0.9f), rows.Values.Span[0], 1e-12);
        Assert.Equal(0, rows.Values.Span[1]);
        Assert.Equal(Logloss.Of(second, labels) - Logloss.Of(first, labels), rows.Mean, 1e-14);
        float[] weights = [1, 2, 0, 3];
        Assert.Equal(
            Logloss.Weighted(second, labels, weights) - Logloss.Weighted(first, labels, weights),
            PairedLogloss.Of(first, second, labels, weights).Mean, 1e-14);
        Assert.True(double.IsNaN(PairedLogloss.Of([], [], []).Mean));
    }

    [Fact]
    public void GroupedAuc_IsTheDifferenceOfTheGaucs()
    {
        const int Rows = 200;
        float[] labels = [.. Enumerable.Range(0, Rows).Select(_ => _random.NextInt(2) == 0 ? 1f : 0)];
        long[] groups = [.. labels.Select((_, i) => i < 3 ? 1000L + i : _random.NextInt(20))]; // three of one row
        var (first, second) = (Scores(labels), Scores(labels));
        var units = PairedGroupedAuc.Of(first, second, labels, groups);
        Assert.Equal(
            GroupedAuc.Of(second, labels, groups)[GroupedAucVariant.FuxiCtr]
                - GroupedAuc.Of(first, labels, groups)[GroupedAucVariant.FuxiCtr],
            units.Mean, 1e-12);
        Assert.Equal(groups.Distinct().Count(), units.Values.Length);
        Assert.Equal([0, 0, 0], units.Weights.ToArray()[^3..]);
        Assert.True(double.IsNaN(PairedGroupedAuc.Of([1], [1], [1], [1]).Mean));
    }

    /// <summary>DeLong's covariance of the differences of two seeds, from all pairs of rows.</summary>
    [Fact]
    public void Parts_GiveDeLongsCovariance_OfTwoSeeds()
    {
        const int Rows = 60;
        float[] labels = [.. Enumerable.Range(0, Rows).Select(i => i % 4 == 0 ? 1f : 0)];
        double[][] scores = [.. Enumerable.Range(0, 4).Select(_ => Array.ConvertAll(Scores(labels), p => (double)p))];
        var one = PairedAuc.GainOf(scores[0], scores[1], labels);
        var two = PairedAuc.GainOf(scores[2], scores[3], labels);
        Assert.Equal(Covariance(), one.Parts.Zip(two.Parts, (a, b) => a * b).Sum(), 1e-14);
        Assert.Equal(PairedAuc.Of(scores[0], scores[1], labels).Error, one.Error, 1e-15);
        var mean = PairedGain.Average([one, two]);
        Assert.Equal(
            Math.Sqrt((one.Error * one.Error + two.Error * two.Error + 2 * Covariance()) / 4), mean.Error, 1e-14);

        int[] Of(float label) => [.. Enumerable.Range(0, Rows).Where(i => labels[i] == label)];
        double Kernel(double[] s, int p, int n) => s[p] > s[n] ? 1 : s[p] == s[n] ? 0.5 : 0;
        double Pair(int seed, int p, int n) => Kernel(scores[2 * seed + 1], p, n) - Kernel(scores[2 * seed], p, n);
        double Covariance()
        {
            double[] Up(int seed) => [.. Of(1).Select(p => Of(0).Average(n => Pair(seed, p, n)))];
            double[] Down(int seed) => [.. Of(0).Select(n => Of(1).Average(p => Pair(seed, p, n)))];
            return Product(Up(0), Up(1)) + Product(Down(0), Down(1));
        }

        static double Product(double[] x, double[] y) =>
            x.Zip(y, (a, b) => (a - x.Average()) * (b - y.Average())).Sum() / (x.Length - 1) / x.Length;
    }

    [Fact]
    public void UndefinedAuc_HasUndefinedParts()
    {
        var gain = PairedAuc.GainOf([1, 2], [2, 1], [1, 1]);
        Assert.True(double.IsNaN(gain.Gain) && double.IsNaN(gain.Error));
        Assert.Equal(2, gain.Parts.Length);
        Assert.True(double.IsNaN(SeedsAndRows.Of([gain, gain]).Both.P));
        Assert.True(double.IsNaN(PairedAuc.GainOf([], [], []).Error));
    }

    float[] Scores(float[] labels) =>
        [.. labels.Select(label => (float)Math.Round(10 * (0.2 * label + 0.8 * _random.NextDouble())) / 10)];
}
