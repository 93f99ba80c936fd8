using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Configuration;

public sealed class KeyRangeTests
{
    static readonly Dictionary<string, Func<object, object>> _keys = new()
    {
        ["whole 1..3"] = found => Key.Whole("k", "", least: 1, most: 3).Value("k", found),
        ["real >= 0"] = found => Key.Real("k", "", least: 0).Value("k", found),
        ["real > 0 < 1"] = found => Key.Real("k", "", above: 0, below: 1).Value("k", found),
        ["share"] = found => Key.Share("k", "").Value("k", found),
        ["wholes >= 1"] = found => Key.Wholes("k", "").Value("k", found).Single(),
    };

    [Theory]
    [InlineData("whole 1..3", "1 2 3", "0 4 1.5 true")]
    [InlineData("real >= 0", "0 1 0.5", "-0.0001 -1")]
    [InlineData("real > 0 < 1", "0.0001 0.9999", "0 1 -1 2")]
    [InlineData("share", "0.01 1 none 50% 100%", "0 1.01 101% 0% some")]
    [InlineData("wholes >= 1", "1 7", "0 -1")]
    public void ARange_HoldsAtBothOfItsEnds(string key, string good, string bad)
    {
        Assert.All(good.Split(' '), text => _keys[key](Found(text)));
        Assert.All(bad.Split(' '), text => Assert.Throws<InputException>(() => _keys[key](Found(text))));
    }

    [Fact]
    public void AShare_IsReadAsSuch()
    {
        Assert.Equal(0.5, _keys["share"]("50%"));
        Assert.Equal(double.PositiveInfinity, _keys["share"]("none"));
    }

    [Theory]
    [InlineData("depht", "depth", "depth width")] // swapped letters are one change
    [InlineData("dept", "depth", "depth width")]
    [InlineData("det", null, "depth width")] // two changes in a short word are another word
    [InlineData("learning_raet", "learning_rate", "learning_rate")]
    [InlineData("learnin_rat", "learning_rate", "learning_rate")] // two in a long one are not
    [InlineData("learnin_ra", null, "learning_rate")]
    [InlineData("seeds", "seed", "seeded seed")] // the nearest, not the first
    [InlineData("epoch", "epochs", "epochs epoches")]
    public void ANearMiss_IsAtMostOneChangeAway_OrTwoInALongWord(string name, string? near, string known) =>
        Assert.Equal(near, NearMiss.Of(name, known.Split(' ')));

    [Theory]
    [InlineData("{crossings: 4}", 4)]
    [InlineData("{layers: 4}", 4)]
    [InlineData("{crossings: 4, layers: 5}", 5)]
    [InlineData("{crossings: 4, layers: null}", 3)] // today's name is there
    public void AnOlderName_IsReadWhereTodaysIsNotThere(string yaml, int expected) => Assert.Equal(
        expected, (Key.Whole("layers", "", 3) with { Older = ["crossings"] }).Read(YamlFile.Parse("f", yaml)));

    [Fact]
    public void AWrongValue_IsRefusedUnderTheNameThatTheFileHas() => Assert.StartsWith(
        "f: crossings: found 0;",
        Assert.Throws<InputException>(() => (Key.Whole("layers", "", 3, least: 1) with { Older = ["crossings"] })
            .Read(YamlFile.Parse("f", "{crossings: 0}"))).Message,
        StringComparison.Ordinal);

    static object Found(string text) => YamlScalar.Resolve(text) ?? text;
}
