using RankElastor.Experiments.Epochs;

namespace RankElastor.Tests.Experiments.Epochs;

/// <summary>Drift of the machine must not favour a place in the order.</summary>
public sealed class EpochOrderTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void InAFullTurn_EachHasEveryPlaceTwice(int count)
    {
        var rounds = Enumerable.Range(0, 2 * count).Select(round => EpochOrder.Of(round, count)).ToList();
        Assert.All(rounds, order => Assert.Equal(Enumerable.Range(0, count), order.Order()));
        for (var place = 0; place < count; place++)
        {
            Assert.All(
                rounds.CountBy(order => order[place]), held => Assert.Equal(2, held.Value));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void OfAnyTwo_EachGoesFirst_OnceInTwoRounds(int count)
    {
        for (var round = 0; round < 4 * count; round += 2)
        {
            Assert.Equal(EpochOrder.Of(round, count).Reverse(), EpochOrder.Of(round + 1, count));
        }
    }

    [Fact]
    public void TwoModels_GoAsAbBaBaAb() => Assert.Equal(
        ["01", "10", "10", "01", "01"], Enumerable.Range(0, 5).Select(round => string.Concat(EpochOrder.Of(round, 2))));
}
