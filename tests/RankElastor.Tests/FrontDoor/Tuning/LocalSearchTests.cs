using RankElastor.Data.Datasets;
using RankElastor.Numerics.Randomness;
using RankElastor.Tuning;

namespace RankElastor.Tests.FrontDoor.Tuning;

/// <summary>Steps from the best point, and those that ranks advise first.</summary>
public sealed class LocalSearchTests
{
    static readonly TunerDimension[] _space =
    [
        TunerDimension.OfChoices("Token_dim", "", [8L, 16L, 32L]),
        TunerDimension.OfRange("depth", "", 1, 3, isWhole: true),
        TunerDimension.OfRange("dropout", "", 0, 0.5),
    ];

    static readonly RankGuide _guide = new(new Dictionary<string, string>
    {
        ["Token_dim"] = "tokens",
        ["depth"] = RankGuide.Blocks,
    });

    [Fact]
    public void WithoutAdvice_EveryNeighbourOfTheBest_ThenOneOfAnywhere()
    {
        var search = new LocalSearch(_space);
        List<TriedPoint> tried = [Point(1, 0.8, [16L, 2L, 0.25]), Point(2, 0.7, [8L, 1L, 0.5])];
        List<string> neighbours = [];
        for (var i = 0; i < 6; i++)
        {
            var values = search.Next(tried, new SeededRandom((ulong)i))!.Values;
            neighbours.Add(string.Join(' ', values.Select(TunerDimension.Text)));
            tried.Add(Point(tried.Count + 1, 0.1, values));
        }

        Assert.Equal(
            ["16 1 0.25", "16 2 0.15", "16 2 0.35", "16 3 0.25", "32 2 0.25", "8 2 0.25"],
            neighbours.Order(StringComparer.Ordinal));
        Assert.NotNull(search.Next(tried, new SeededRandom(9)));
    }

    [Fact]
    public void Ends_AreNoSteps()
    {
        List<TriedPoint> tried = [Point(1, 0.8, [8L, 1L, 0.0])];
        HashSet<string> found = [];
        for (var seed = 0; seed < 200; seed++)
        {
            var values = new LocalSearch(_space).Next(tried, new SeededRandom((ulong)seed))!.Values;
            found.Add(string.Join(' ', values.Select(TunerDimension.Text)));
        }

        Assert.Equal(["16 1 0", "8 1 0.1", "8 2 0"], found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0.90, 0.80, 0.90, "")] // the last block gains, nothing is full
    [InlineData(0.90, 0.80, 0.80, "depth -1")] // it gains nothing
    [InlineData(0.90, 0.80, 0.70, "depth -1")]
    [InlineData(0.95, 0.80, 0.90, "Token_dim 1")] // tokens fill their matrix
    [InlineData(0.99, 0.98, 0.97, "depth -1, Token_dim 1")]
    [InlineData(0.99, double.NaN, 0.97, "Token_dim 1")]
    public void Advice_IsThatOfTheRanks(double tokens, double first, double second, string expected)
    {
        var point = Point(1, 0.8, [16L, 2L, 0.25]) with
        {
            Spectra = Spectra(("embedding", 0.5), ("tokens", tokens), ("block1/ffn", first), ("block2/mixing", 0.99),
                ("block2/ffn", second)),
        };
        Assert.Equal(expected, string.Join(", ", _guide.Advice(point, _space).Select(
            move => $"{_space[move.Dimension].Name} {move.Direction}")));
        if (expected.StartsWith("depth", StringComparison.Ordinal))
        {
            Assert.Equal(
                [16L, 1L, 0.25],
                new LocalSearch(_space, _guide.Advice).Next([point], new SeededRandom(1))!.Values);
        }
    }

    [Fact]
    public void FirstBlock_IsHeldAgainstWhatIsBeforeIt()
    {
        var point = Point(1, 0.8, [16L, 1L, 0.25]) with
        {
            Spectra = Spectra(("embedding", 0.5), ("tokens", 0.6), ("block1/mixing", 0.7), ("block1/ffn", 0.65)),
        };
        Assert.Equal(0.05, RankGuide.Growth(point), 1e-12);
        Assert.Equal(0.65, RankGuide.RatioAtEnd(point), 1e-12);
        Assert.Equal(double.NaN, RankGuide.Growth(Point(1, 0.8, [])));
        Assert.Empty(_guide.Advice(Point(1, 0.8, [16L, 2L, 0.25]), _space)); // no ranks are known
    }

    [Fact]
    public void FailedPoints_AreNoPlaceToStepFrom() => Assert.NotNull(
        new LocalSearch(_space, _guide.Advice).Next(
            [Point(1, double.NegativeInfinity, [16L, 2L, 0.25])], new SeededRandom(1)));

    static TriedPoint Point(int number, double score, IReadOnlyList<object?> values) =>
        new() { Number = number, Values = values, Score = score };

    static Dictionary<string, IReadOnlyDictionary<string, double>> Spectra(
        params (string Site, double Ratio)[] sites) =>
        sites.ToDictionary(
            site => site.Site,
            IReadOnlyDictionary<string, double> (site) => new Dictionary<string, double>
            {
                ["baseline_ratio"] = site.Ratio,
            });
}
