using RankElastor.Training.Alarms;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Alarms;

public sealed class NormalRangeTests
{
    static readonly AlarmRule _dead = AlarmRules.Find(RuleName.DeadGate);

    static readonly Address _gate = Address.Parse("gate/dead_share/dnn/hidden2/gate");

    [Fact]
    public void Place_HasNoNumbers_AndAllTablesAreOne()
    {
        Assert.Equal("level gate/dead_share/dnn/hidden*/gate", NormalRange.Place(_dead, _gate));
        Assert.Equal(
            "level table/entropy_rank_ev/*",
            NormalRange.Place(AlarmRules.Find(RuleName.CollapsedTable), Address.Parse("table/entropy_rank_ev/city")));
        Assert.Equal(
            "ofbaseline entropy_rank_ev/block*/ffn",
            NormalRange.Place(AlarmRules.Find(RuleName.CollapsedSite), Address.Parse("entropy_rank_ev/block12/ffn")));
    }

    [Fact]
    public void UnknownModel_HasNoReference()
    {
        Assert.Null(NormalRange.Find("Ours", _dead, _gate));
        Assert.Equal("no reference for Ours", NormalRange.Text("Ours", _dead, _gate));
    }

    [Fact]
    public void UnknownPlace_OfAKnownModel_IsNamed() => Assert.Equal(
        "no reference for DNN at level gate/dead_share/elsewhere",
        NormalRange.Text("DNN", _dead, Address.Parse("gate/dead_share/elsewhere")));

    [Fact]
    public void KnownPlace_HasRisingQuantiles_ThatAPhraseNames()
    {
        var range = NormalRange.Find("DNN", _dead, _gate)!;
        Assert.Equal(NormalRange.Levels.Count, range.Values.Count);
        Assert.Equal(range.Values.Order(), range.Values);
        Assert.True(range.Readings > 100);
        Assert.All(range.Values, share => Assert.InRange(share, 0, 1));
        Assert.StartsWith("healthy runs of DNN on generated rows: ", NormalRange.Text("DNN", _dead, _gate));
    }

    [Fact]
    public void Reference_SaysHowItWasMade() =>
        Assert.Superset(
            new HashSet<string> { "command", "commit", "runs", "rows", "readings" },
            NormalRange.Provenance.Keys.ToHashSet());
}
