using System.Text.Json;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Records;

/// <summary>
/// Addresses, rule names and causes are typed in code and the same text as ever in logs and configurations.
/// </summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("stable_rank/block1/ffn", SubjectKind.Rows, "stable_rank", "block1/ffn")]
    [InlineData("table/entropy_rank_ev/item", SubjectKind.Table, "entropy_rank_ev", "item")]
    [InlineData("gate/dead_share/block1/ffn/gate1", SubjectKind.Gate, "dead_share", "block1/ffn/gate1")]
    [InlineData("gate/dead_share/*", SubjectKind.Gate, "dead_share", "*")]
    [InlineData("gate/share_zero/tokens/a{b/gate1", SubjectKind.Gate, "share_zero", "tokens/a{b/gate1")]
    [InlineData("gate/dead*", SubjectKind.Gate, "dead*", "")]
    [InlineData("model/weight_rms/model", SubjectKind.Model, "weight_rms", "model")]
    public void Address_IsReadAndWrittenAsItStands(string text, SubjectKind kind, string measure, string subject)
    {
        var address = Address.Parse(text);
        Assert.Equal(new Address(kind, measure, subject), address);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("AUC")]
    [InlineData("gate/dead_share")]
    [InlineData(null)]
    public void Address_WithoutASubject_IsNone(string? text) => Assert.False(Address.TryParse(text, null, out _));

    [Theory]
    [InlineData("gate/dead_share/*", "gate/dead_share/block1/gate", true)]
    [InlineData("gate/dead*", "gate/dead_share/block1/gate", true)]
    [InlineData("gate/dead_share/block1*", "gate/dead_share/block1/gate", true)]
    [InlineData("gate/dead_share/block1", "gate/dead_share/block1/gate", false)]
    [InlineData("stable_rank/*", "batch/stable_rank/tokens", false)]
    public void Address_WithAStar_NamesAllThatBeginSo(string pattern, string address, bool expected) =>
        Assert.Equal(expected, Address.Parse(pattern).Names(Address.Parse(address)));

    [Fact]
    public void LinesOfOlderLogs_AreReadAndWrittenAgainUnchanged()
    {
        string[] lines =
        [
            """{"type":"health","epoch":1,"step":7,"kind":"table","subject":"item","shape":[40,5],"sample":40"""
                + ""","valid_loss":0.5,"measures":{"rms":0.1}}""",
            """{"type":"alarm","epoch":1,"step":7"""
                + ""","rule":"contraction","state":"raised","severity":"warning","subject":"block1/"""
                + """ffn","measure":"entropy_rank_ev","value":-0.1,"limit":-0.03"""
                + ""","cause":"contraction by block1/ffn","text":"t","remedies":[],"action":"warn","valid_loss":0.5}""",
            """{"type":"alarm","epoch":1,"step":7"""
                + ""","rule":"mine","state":"raised","severity":"warning","subject":"x","measure":"rms","value":1"""
                + ""","limit":0,"cause":"as the rule says","text":"t","remedies":["a"]"""
                + ""","action":"stop","valid_loss":0.5}""",
        ];
        Assert.All(lines, line =>
            Assert.Equal(
                line, JsonSerializer.Serialize(JsonSerializer.Deserialize<RunRecord>(line, RunLog.Json), RunLog.Json)));
        var alarm = (AlarmRecord)JsonSerializer.Deserialize<RunRecord>(lines[1], RunLog.Json)!;
        Assert.Equal(RuleName.Contraction, alarm.Rule);
        Assert.Equal(Cause.ContractionBy("block1/ffn"), alarm.Cause);
        Assert.True(alarm.Cause.IsKindOf(Cause.Contraction));
        Assert.False(alarm.Cause.IsKindOf(Cause.Collapse));
    }
}
