using RankElastor.Data.Datasets;
using RankElastor.Tuning;

namespace RankElastor.Tests.FrontDoor.Tuning;

public sealed class RandomSearchTests
{
    [Fact]
    public void Draws_AreUniformInEachDimensionsOwnWay()
    {
        var tried = Objective.Search(new RandomSearch(Objective.Mixed), _ => 0, 2000, seed: 1);
        Assert.All(tried, point => Objective.AssertInSpace(Objective.Mixed, point.Values));
        double Share(Func<IReadOnlyList<object?>, bool> holds) => tried.Count(point => holds(point.Values)) / 2000.0;
        Assert.InRange(Share(values => (double)values[0]! < 0.1), 0.17, 0.23); // a fifth of [0, 0.5]
        Assert.InRange(Share(values => (double)values[1]! < 1e-3), 0.30, 0.37); // a third of three decades
        for (var depth = 1L; depth <= 8; depth++)
        {
            Assert.InRange(Share(values => (long)values[2]! == depth), 0.10, 0.15);
        }

        Assert.InRange(Share(values => values[3] is "gelu"), 0.30, 0.37);
    }

    [Fact]
    public void SameSeed_IsTheSamePoints()
    {
        ISearch[] searches =
        [
            new RandomSearch(Objective.Mixed), new TpeSearch(Objective.Mixed, 4),
            new HalvingSearch(new RandomSearch(Objective.Mixed), 60, 2, 18, 3),
        ];
        foreach (var search in searches)
        {
            var (first, again, other) = (Of(search, 7), Of(search, 7), Of(search, 8));
            Assert.Equal(first, again);
            Assert.NotEqual(first, other);
        }
    }

    [Fact]
    public void Points_AreTheseOnEveryMachine() => Assert.Equal( // computed in Python from SplitMix64's definition
        ["0.003586 0.0003821 4 gelu"], Of(new RandomSearch(Objective.Mixed), 1).Take(1));

    static List<string> Of(ISearch search, ulong seed) =>
    [
        .. Objective.Search(search, Objective.Smooth, 15, seed)
            .Select(point => string.Join(' ', point.Values.Select(TunerDimension.Text))),
    ];
}
