using RankElastor.Data.Rows;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Experiments.Severity;

public sealed class UnruledPlantTests
{
    static readonly MemorySplit _rows = RowsKind.Find("tiny").Rows(3).Train as MemorySplit
        ?? throw new InvalidOperationException();

    [Fact]
    public void Scramble_MovesTheIdsOfOneField_BetweenHalfOfTheRows()
    {
        var (before, after) = (First(), First());
        UnruledPlant.Scramble(after, "field_05", 0.5, new SeededRandom(1));
        var columns = before.Layout.IdColumns;
        List<int> Column(Batch batch, int column) =>
            [.. Enumerable.Range(0, batch.Rows).Select(row => batch.Ids[row * columns + column])];
        for (var column = 0; column < columns; column++)
        {
            var (was, became) = (Column(before, column), Column(after, column));
            var moved = was.Zip(became).Count(pair => pair.First != pair.Second);
            Assert.Equal(was.Order(), became.Order());
            Assert.InRange(moved, column == 4 ? 140 : 0, column == 4 ? 220 : 0); // a few get the id they had
        }

        Assert.Equal(before.Labels, after.Labels);
    }

    [Fact]
    public void Flip_TurnsAFifthOfTheLabels()
    {
        var (before, after) = (First(), First());
        UnruledPlant.Flip(after, 0.2, new SeededRandom(1));
        Assert.InRange(before.Labels.Zip(after.Labels).Count(pair => pair.First != pair.Second), 56, 104);
        Assert.All(after.Labels, label => Assert.True(label is 0 or 1));
        Assert.Equal(before.Ids, after.Ids);
    }

    static Batch First() => _rows.Sequential().First();
}
