using RankElastor.Data.Datasets;
using RankElastor.Tuning;

namespace RankElastor.Tests.FrontDoor.Tuning;

public sealed class HalvingSearchTests
{
    [Theory]
    [InlineData(63, 3, 100, 3, 9, new[] { 3, 9, 27 })] // 9·3 + 3·6 + 1·18 = 63
    [InlineData(62, 3, 100, 3, 3, new[] { 3, 9 })]
    [InlineData(1000, 3, 20, 3, 9, new[] { 3, 9, 20 })] // no round but the last passes the most epochs
    [InlineData(5, 3, 100, 3, 3, new[] { 3, 9 })] // at least one round of going on
    [InlineData(100, 2, 8, 2, 4, new[] { 2, 4, 8 })]
    [InlineData(100, 9, 4, 2, 2, new[] { 4, 4 })]
    public void Brackets_FitIntoTheBudget(int budget, int first, int most, int reduction, int points, int[] rounds)
    {
        var search = new HalvingSearch(new RandomSearch(Objective.Mixed), budget, first, most, reduction);
        Assert.Equal(points, search.Points);
        Assert.Equal(rounds, search.Rounds);
    }

    [Fact]
    public void TheBestGoOn_AndBracketsRepeatWithFreshPoints()
    {
        var search = new HalvingSearch(new RandomSearch(Objective.Mixed), 63, 3, 100, 3);
        var tried = Objective.Search(search, Objective.Smooth, 26, seed: 1);
        var (first, second, last) = (tried[..9], tried[9..12], tried[12]);
        Assert.All(first, point => Assert.Equal((0, 3), (point.Rung, point.Epochs)));
        Assert.Equal(
            first.OrderByDescending(point => Objective.Smooth(point.Values)).Take(3).Select(point => point.Number),
            second.Select(point => point.Number));
        Assert.All(second, point => Assert.Equal((1, 9), (point.Rung, point.Epochs)));
        Assert.Equal((second[0].Number, 2, 27), (last.Number, last.Rung, last.Epochs));
        Assert.Equal(Enumerable.Range(1, 18), tried.Where(point => point.Rung == 0).Select(point => point.Number));
        Assert.Equal(
            18, tried.Where(point => point.Rung == 0).Select(point => string.Join(' ', point.Values)).Distinct()
                .Count());
    }

    [Fact]
    public void FailedPoints_GoNowhere_AndABracketOfThemEnds()
    {
        var search = new HalvingSearch(new RandomSearch(Objective.Mixed), 63, 3, 100, 3);
        var none = Objective.Search(search, _ => double.NegativeInfinity, 20, seed: 1);
        Assert.All(none, point => Assert.Equal(0, point.Rung));
        double OneFits(IReadOnlyList<object?> values) =>
            (double)values[0]! > 0.45 ? Objective.Smooth(values) : double.NegativeInfinity;
        var few = Objective.Search(search, OneFits, 60, seed: 1);
        Assert.All(few.Where(point => point.Rung > 0), point => Assert.True((double)point.Values[0]! > 0.45));
        Assert.Contains(few, point => point.Rung == 2);
    }

    [Fact]
    public void ASpaceOfFewerPointsThanABracket_Ends()
    {
        TunerDimension[] three = [TunerDimension.OfRange("depth", "", 1, 3, isWhole: true)];
        var tried = Objective.Search(
            new HalvingSearch(new RandomSearch(three), 63, 3, 100, 3), values => (long)values[0]!, 50, seed: 1);
        Assert.Equal(3, tried.Count);
    }
}
