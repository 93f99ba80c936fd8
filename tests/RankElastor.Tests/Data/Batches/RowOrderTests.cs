using RankElastor.Data.Batches;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Data.Batches;

public sealed class RowOrderTests
{
    [Fact]
    public void Blocks_EachWindow_IsShuffledByAStreamOfItsOwn()
    {
        var ranks = Ranks();
        Assert.Equal(8, ranks.Count);
        Assert.All(ranks, rank => Assert.Equal(Enumerable.Range(0, 50), rank.Order()));
        Assert.Distinct(ranks.Select(rank => string.Join(' ', rank)));
        Assert.Equal(ranks, Ranks());

        static List<int[]> Ranks() =>
        [
            .. RowOrder.Blocks(rows: 400, blockRows: 10, windowBlocks: 5, new SeededRandom(3)).Windows
                .Select(window => window.Rank()),
        ];
    }

    [Fact]
    public void Blocks_AreThemselvesShuffled_AndKeepTheShortOne()
    {
        var order = RowOrder.Blocks(rows: 95, blockRows: 10, windowBlocks: 3, new SeededRandom(3));
        var firsts = order.Windows.SelectMany(window => window.Ranges).Select(range => range.First).ToList();
        Assert.Equal(Enumerable.Range(0, 10).Select(block => block * 10), firsts.Order());
        Assert.NotEqual(firsts.Order(), firsts);
        Assert.Equal(95, order.Windows.Sum(window => window.Rows));
        Assert.Equal(5, order.Windows.SelectMany(window => window.Ranges).Single(range => range.First == 90).Count);
    }

    [Fact]
    public void Stored_CoversTheRowsInOrder_WithoutOverlap()
    {
        var order = RowOrder.Stored(rows: 25, windowRows: 10);
        Assert.Equal(
            [(0, 10), (10, 10), (20, 5)],
            order.Windows.Select(window => (window.Ranges.Single().First, window.Ranges.Single().Count)));
        Assert.Equal(Enumerable.Range(0, 5), order.Windows[^1].Rank());
    }
}
