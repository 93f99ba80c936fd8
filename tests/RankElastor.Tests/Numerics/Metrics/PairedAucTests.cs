using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Metrics;

public sealed class PairedAucTests
{
    [Theory]
    [InlineData(40, 1)]
    [InlineData(90, 2)]
    public void Gain_AndDeLongsError_AreThoseOfAllPairs(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var labels = Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.4 ? 1f : 0).ToArray();
        double[] Scores(double signal) =>
            [.. labels.Select(label => Math.Round(2 * (signal * label + random.NextNormal())) / 2)]; // with ties
        var (first, second) = (Scores(0.5), Scores(1.5));
        var (gain, error) = PairedAuc.Of(first, second, labels);
        Assert.Equal(Area(second) - Area(first), gain, 12);
        Assert.Equal(Math.Sqrt(Variance()), error, 12);

        double Kernel(double[] scores, int p, int n) =>
            scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
        int[] Of(float label) => [.. Enumerable.Range(0, rows).Where(i => labels[i] == label)];
        double Area(double[] scores) => Of(1).Average(p => Of(0).Average(n => Kernel(scores, p, n)));
        double Pair(int p, int n) => Kernel(second, p, n) - Kernel(first, p, n);
        double Variance()
        {
            double[] up = [.. Of(1).Select(p => Of(0).Average(n => Pair(p, n)))];
            double[] down = [.. Of(0).Select(n => Of(1).Average(p => Pair(p, n)))];
            return Unbiased(up) / up.Length + Unbiased(down) / down.Length;
        }

        static double Unbiased(double[] values) =>
            values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1);
    }

    [Fact]
    public void ANaN_HasNoOrder() =>
        Assert.True(double.IsNaN(PairedAuc.Of([1, double.NaN, 3, 4], [3, 2, 1, 0], [1, 1, 0, 0]).Gain));

    [Fact]
    public void OneClass_HasNoArea() =>
        Assert.True(double.IsNaN(PairedAuc.Of([1, 2, 3], [3, 2, 1], [1, 1, 1]).Gain));
}
