using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Planted;

namespace RankElastor.Tests.Data.Planted;

public sealed class PlantedOptionsTests
{
    static PlantedOptions Read(string json) =>
        PlantedOptions.Read(ConfigSection.FromJson("data.yaml: planted", JsonDocument.Parse(json).RootElement), "mine");

    [Fact]
    public void Read_NothingGiven_IsTheDemo()
    {
        var options = Read("{}");
        Assert.Equal("mine", options.Name);
        Assert.Equal(12, options.Fields);
        Assert.Equal(2, options.HighOrder.Count);
    }

    [Fact]
    public void Read_AllGiven_IsUsed()
    {
        var options = Read("""
            {"cardinalities": [4, 5], "numeric_fields": 1, "zipf_exponent": 0.5, "train_rows": 10, "rank": 3, "seed": 9,
            "base_rate": 0.1,
             "high_order": [{"fields": [0, 1, 2], "rank": 2, "scale": 0.5}]}
            """);
        Assert.Equal(
            (3, 0.5, 10L, 3, 9UL, 0.1),
            (options.Fields, options.ZipfExponent, options.TrainRows, options.Rank, options.Seed, options.BaseRate));
        Assert.Equal([0, 1, 2], Assert.Single(options.HighOrder).Fields);
    }

    [Theory]
    [InlineData(
        """{"cardinalities": [1, 4]}""",
        "cardinalities: found [1, 4]; allowed: one or more; each a whole number from 2 to 10000000")]
    [InlineData("""{"rank": 0}""", "rank: found 0; allowed: a whole number from 1 to 256")]
    [InlineData("""{"base_rate": 1.5}""", "base_rate: found 1.5; allowed: a number from 0.0001 to 0.9999")]
    [InlineData("""{"seed": -1}""", "seed: found -1; allowed: a whole number >= 0")]
    [InlineData(
        """{"high_order": [{"fields": [0, 1]}]}""",
        "high_order: found fields [0, 1]; allowed: three or more distinct fields")]
    public void Read_OutOfRange_SaysWhereInOneLine(string json, string says)
    {
        var error = Assert.Throws<InputException>(() => Read(json));
        Assert.StartsWith("data.yaml: planted: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
