using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Encoders;

/// <summary>Sequences: their elements, their width, and what is told of both.</summary>
public sealed class SequenceEncodingTests
{
    [Theory]
    [InlineData("a b\nc d e", "'^', so each sequence is one token; 2 of 2 hold ' ': splitter: ' '?")]
    [InlineData("a|b\nc|d\ne", "'^', so each sequence is one token; 2 of 3 hold '|': splitter: '|'?")]
    [InlineData("a\nb", "'^', so each sequence is one token")]
    [InlineData("a|b\nc^d", null)]
    public void Sequence_SplitterThatNeverOccurs_IsTold(string values, string? end)
    {
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(
            folder, Table(values, false), "name: x, active: True, dtype: str, type: sequence, max_len: 2");
        if (end is null)
        {
            Assert.Empty(data.Warnings);
        }
        else
        {
            Assert.Equal($"x: no value of column x holds the splitter {end}", Assert.Single(data.Warnings));
        }
    }

    [Theory]
    [InlineData(199, 3, 1, 65, 0, "65 elements; max_len: 4 would hold at least 99 % of the rows whole")]
    [InlineData(198, 1, 2, 300, 0, "300 elements; max_len: 1 would hold at least 99 % of the rows whole")]
    [InlineData(197, 1, 3, 300, 0, null)] // 1.5 % of the rows need the width
    [InlineData(199, 17, 1, 127, 0, null)] // not four times as wide as 32
    [InlineData(199, 3, 1, 64, 0, null)] // narrow anyway
    [InlineData(199, 3, 1, 300, 8, null)] // max_len is given
    public void Sequence_FewLongRows_WithoutMaxLen_AreTold(
        int many, int length, int few, int longest, int given, string? end)
    {
        using var folder = new TemporaryFolder();
        var values = Enumerable.Repeat(Elements(length), many).Concat(Enumerable.Repeat(Elements(longest), few));
        using var data = SmallDataset.Prepare(
            folder, Table(string.Join('\n', values), false),
            $"name: x, active: True, dtype: str, type: sequence, max_len: {given}");
        Assert.Equal(given == 0 ? longest : given, data.Encoders.Fields[0].Field.MaxLength);
        Assert.Equal(
            end is null ? []
                : [$"x: max_len is not given, so every row is as wide as the longest sequence, {end}"],
            data.Warnings);

        static string Elements(int count) => string.Join('^', Enumerable.Repeat("a", count));
    }

    [Fact]
    public void Sequence_OfLists_TakesTheirElements_WhateverTheSplitter()
    {
        using var folder = new TemporaryFolder();
        var rows = RowSet.Of(
            ["label", "x"],
            [[0, new[] { "a^b", "c,d" }], [1, new[] { "c,d", null }], [0, null], [1, Array.Empty<string>()]]);
        var options = DatasetOptions.Of(
            "small", "label", [FieldOptions.Sequence("x", 2) with { Splitter = "," }], rows, rows);
        using var data = DatasetPreparation.Prepare(options, folder.Path, folder.At("cache"), stop: SmallDataset.Stop);
        Assert.Equal(["c,d", "a^b"], data.Encoders.Fields[0].Vocabulary!.Entries.Select(pair => pair.Key));
        Assert.Equal([2, 1, 0, 1, 0, 0, 0, 0], SmallDataset.Ids(data.Train, "x"));
        Assert.Empty(data.Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lists_InOtherFields_AreRefused(bool isNumeric)
    {
        using var folder = new TemporaryFolder();
        var rows = RowSet.Of(["label", "x"], [[0, new[] { 1, 2 }]]);
        var field = isNumeric ? FieldOptions.Numeric("x") : FieldOptions.Categorical("x");
        var options = DatasetOptions.Of("small", "label", [field], rows, rows);
        Assert.EndsWith(
            ":1:x: found a list; allowed: one value; lists need type: sequence",
            Assert.Throws<InputException>(
                () => DatasetPreparation.Prepare(
                    options, folder.Path, folder.At("cache"), stop: SmallDataset.Stop)).Message,
            StringComparison.Ordinal);
    }

    static string Table(string values, bool emptyLastRow) =>
        "label,x\n" + string.Concat(
            (emptyLastRow ? values : values.TrimEnd('\n')).Split('\n').Select((value, row) => $"{row % 2},{value}\n"));
}
