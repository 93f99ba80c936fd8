using RankElastor.Data.Planted;
using RankElastor.Data.Rows;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Tests.Experiments.Severity;

public sealed class RowsKindTests
{
    const int Seed = 9;

    [Fact]
    public void DriftingRows_AreOfTheFirstLawAtTheStart_AndOfTheSecondAtTheEnd()
    {
        var rows = All(RowsKind.Find("drift").Rows(Seed).Train.Epoch(0, 0));
        var first = PlantedDataset.Generate(CollapseData.Options(Seed));
        var expected = All(first.Batches(PlantedSplit.Train, 400));
        double Same(int start) => Enumerable.Range(start, 20_000).Count(row => rows[row] == expected[row]) / 20_000.0;
        Assert.InRange(Same(0), 0.93, 0.97); // the mean chance of the second law is .052 there
        Assert.InRange(Same(CollapseData.TrainRows - 20_000), 0.03, 0.08);
    }

    [Fact]
    public void HeavyTails_HaveNumbersFarFromTheirMean()
    {
        var batch = RowsKind.Find("heavy-tails").Rows(Seed).Valid.Sequential().First();
        var numbers = batch.Numbers.Take(batch.Rows * 2).Select(number => (double)number).ToList();
        var (second, fourth) = (numbers.Average(x => x * x), numbers.Average(x => x * x * x * x));
        Assert.True(fourth / (second * second) > 8); // 3 for a normal law; 46.2 for its cube
    }

    [Fact]
    public void TinyRows_AreTwoThousand() => Assert.Equal(2000, RowsKind.Find("tiny").Rows(Seed).Train.Rows);

    [Fact]
    public void FewRowsOfASource_AreEvenlySpaced()
    {
        var source = RowsKind.Find("tiny").Rows(Seed).Train;
        var layout = source.Sequential().First().Layout;
        var (all, some) = (All(source.Sequential()), MemorySplit.Read(source, layout, 4));
        Assert.Equal([all[0], all[500], all[1000], all[1500]], All([some]));
    }

    static List<string> All(IEnumerable<Batch> batches) => [.. batches.SelectMany(batch =>
    {
        var columns = batch.Layout.IdColumns;
        return Enumerable.Range(0, batch.Rows).Select(
            row => $"{string.Join(' ', batch.Ids.Skip(row * columns).Take(columns))} {batch.Labels[row]}").ToList();
    })];
}
