using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Records;

public sealed class SiteWayTests
{
    [Theory]
    [InlineData("set1/cross2", "set1")]
    [InlineData("set12/block1/ffn", "set12")]
    [InlineData("cross2", "")]
    [InlineData("block1/ffn", "")]
    [InlineData("settings/x", "")]
    [InlineData("set/x", "")]
    public void OnlyASetOfTables_IsAWay(string site, string way) => Assert.Equal(way, SiteWay.Of(site));

    [Fact]
    public void NoModuleLeadsFromOneSetToTheNext() => Assert.Equal(
        [("set1/a", "set1/b"), ("set2/a", "set2/b"), ("set2/b", "set2/c")],
        SiteWay.Modules(["set1/a", "set1/b", "set2/a", "set2/b", "set2/c"]));
}
