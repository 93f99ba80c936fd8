using RankElastor.Data.Planted;
using RankElastor.Data.Rows;

namespace RankElastor.Tests.Data.Planted;

public sealed class CriteoShapedTests
{
    [Theory]
    [InlineData(260, false)]
    [InlineData(100_000, true)]
    [InlineData(33_000_000, false)]
    public void Schema_HasTheStatedTableRows(long tableRows, bool uniform)
    {
        var schema = new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows, Uniform = uniform }).Schema;
        Assert.Equal(tableRows + 13, schema.TotalFeatures);
        Assert.Equal(39, schema.Fields.Count);
        Assert.True(schema.Fields.Skip(13).Min(field => field.VocabularySize) >= 10);
    }

    [Fact]
    public void Fill_AnyBatchSize_GivesTheSameRows()
    {
        var criteo = new CriteoShaped(new CriteoShapedOptions { TableRows = 50_000 });
        var layout = new BatchLayout(criteo.Schema);
        var (whole, part) = (new Batch(layout, 2000), new Batch(layout, 500));
        criteo.Fill(0, 2000, whole);
        criteo.Fill(1500, 500, part);
        Assert.Equal(whole.Ids.Skip(1500 * 26), part.Ids);
        Assert.Equal(whole.Numbers.Skip(1500 * 13), part.Numbers);
        Assert.Equal(whole.Labels.Skip(1500), part.Labels);
        Assert.InRange(whole.Labels.Average(), 0.15, 0.35);
        Assert.All(Enumerable.Range(0, 2000 * 26), i =>
            Assert.InRange(whole.Ids[i], 1, criteo.Schema.Fields[13 + i % 26].VocabularySize - 2));
        Assert.Equal(whole.Ids.Take(500 * 26), criteo.Batches(500).First().Ids);
    }
}
