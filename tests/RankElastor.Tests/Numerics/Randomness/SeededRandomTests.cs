using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Randomness;

public sealed class SeededRandomTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Shuffle_GivesEveryOrderAboutAsOften(int items)
    {
        const int Draws = 60_000;
        var random = new SeededRandom(11);
        var counts = new Dictionary<string, int>();
        for (var draw = 0; draw < Draws; draw++)
        {
            var order = Enumerable.Range(0, items).ToArray();
            random.Shuffle<int>(order);
            var key = string.Concat(order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        var orders = Enumerable.Range(1, items).Aggregate(1, (product, i) => product * i);
        Assert.Equal(orders, counts.Count);
        var expected = Draws / (double)orders;
        Assert.All(counts.Values, count => Assert.InRange((count - expected) / Math.Sqrt(expected), -5, 5));
    }
}
