using RankElastor.Data.Datasets;
using RankElastor.Data.Preparation;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Preparation;

public sealed class DataFingerprintTests
{
    [Theory]
    [InlineData("a", "b", true)]
    [InlineData("a", "c", false)]
    [InlineData(null, "b", false)] // nothing is not an empty text, nor another row's value
    [InlineData("", "b", false)]
    [InlineData("ab", "", false)]
    public void Rows_OfTheCaller_AreTheirValues_RowByRow(string? first, string? second, bool isSame) =>
        Assert.Equal(isSame, Of("a", "b") == Of(first, second));

    [Fact]
    public void NothingAndAnEmptyText_Differ() => Assert.NotEqual(Of(null, "b"), Of("", "b"));

    static string Of(params string?[] values)
    {
        var rows = RowSet.Of(["label", "x"], [.. values.Select((value, row) => new object?[] { row % 2, value })]);
        return DataFingerprint.Of(
            DatasetOptions.Of("small", "label", [FieldOptions.Categorical("x")], rows, rows), ".",
            new FileHashes());
    }
}
