using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Sources;
using RankElastor.Data.Store;

namespace RankElastor.Tests.Data.Preparation;

/// <summary>
/// Which rows validate under a protocol. train.csv has the items 1 to 40 in order, test.csv 101 to 120.
/// </summary>
public sealed class SelectionTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public SelectionTests()
    {
        _folder.Write("train.csv", Table(1, 40));
        _folder.Write("valid.csv", Table(201, 20));
        _folder.Write("test.csv", Table(101, 20));
        _folder.Write("copy.csv", Table(101, 20));
        _folder.Write("parts/a.csv", Table(101, 20));
        File.CreateSymbolicLink(_folder["link.csv"], _folder["copy.csv"]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("test.csv", true)]
    [InlineData("./test.csv", true)]
    [InlineData("test", true)] // without its suffix
    [InlineData("copy.csv", true)]
    [InlineData("link.csv", true)]
    [InlineData("parts", true)]
    [InlineData("valid.csv", false)] // as long as test.csv
    [InlineData("train.csv", false)]
    public void WithoutProtocol_OneWarning_WhereTheValidationRowsAreTheTestRows(string valid, bool isTest)
    {
        using var data = Prepare(valid);

        Assert.Equal(isTest, data.Selection.OnTest);
        Assert.Equal(isTest ? 1 : 0, data.Warnings.Count(warning => warning.Contains("its own test rows")));
        Assert.Null(data.Selection.Line);
        Assert.Equal(valid == "train.csv" ? 40 : 20, data.Valid.Rows);
    }

    [Fact]
    public void Bars_KeepsTheFiles_AndSaysSo_WithoutAWarning()
    {
        using var silent = Prepare("test.csv");
        using var data = Prepare("test.csv", "protocol: bars");

        Assert.Equal(new Selection(Protocol.Bars, OnTest: true), data.Selection);
        Assert.Empty(data.Warnings);
        Assert.Contains("selected on its own test rows", Assert.Single(data.Lines.Take(1)), StringComparison.Ordinal);
        Assert.Equal((silent.Hash, true), (data.Hash, data.Reused));
    }

    [Theory]
    [InlineData("copy.csv", "protocol: clean", 37, 38, 39, 40)]
    [InlineData("test.csv", "protocol: clean\nvalid_size: 2", 39, 40)]
    [InlineData("test.csv", "protocol: CLEAN\nvalid_size: 0.05\nsplit_type: sequential", 39, 40)]
    public void Clean_ValidatesOnTheLastRowsOfTrain_AndLeavesTestAlone(string valid, string keys, params int[] items)
    {
        using var data = Prepare(valid, keys);
        using var bars = Prepare(valid, "protocol: bars");

        Assert.Equal(new Selection(Protocol.Clean, OnTest: false), data.Selection);
        Assert.Equal((40 - items.Length, items.Length, 20), (data.Train.Rows, data.Valid.Rows, data.Test!.Rows));
        Assert.Equal(items.Select(item => (float)item), Numbers(data.Valid));
        Assert.Equal(Numbers(bars.Test!), Numbers(data.Test));
        Assert.NotEqual(bars.Hash, data.Hash);
        Assert.Empty(data.Warnings);
    }

    [Fact]
    public void Clean_DrawsRows_WhereTheSplitIsRandom()
    {
        using var data = Prepare("test.csv", "protocol: clean\nvalid_size: 0.5\nsplit_type: random");

        var (train, valid) = (Numbers(data.Train), Numbers(data.Valid));
        Assert.Equal(Enumerable.Range(1, 40).Select(item => (float)item), train.Concat(valid).Order());
        Assert.NotEqual(Enumerable.Range(21, 20).Select(item => (float)item), valid);
    }

    [Fact]
    public void Clean_ChangesNothing_WhereTheValidationRowsAreTheirOwn()
    {
        using var plain = Prepare("valid.csv");
        using var data = Prepare("valid.csv", "protocol: clean\nvalid_size: 0.1"); // said for nothing
        using var bars = Prepare("valid.csv", "protocol: bars");

        Assert.Equal((20, 40), (data.Valid.Rows, data.Train.Rows));
        Assert.Equal(plain.Hash, bars.Hash);
        Assert.False(data.Selection.OnTest || bars.Selection.OnTest);
    }

    [Fact]
    public void RowsOfTheCaller_AreTheTestRows_WhereTheyAreOneSet()
    {
        var (train, test) = (RowSet.Of(["label", "item"], Rows(1)), RowSet.Of(["label", "item"], Rows(9)));
        var options = DatasetOptions.Of("mine", "label", [FieldOptions.Categorical("item")], train, test, test);
        using var data = DatasetPreparation.Prepare(
            options, null, _folder["cache"], stop: SmallDataset.Stop);
        using var clean = DatasetPreparation.Prepare(
            options with { Protocol = Protocol.Clean, ValidSize = 2 }, null, _folder["cache"], stop: SmallDataset.Stop);

        Assert.True(data.Selection.OnTest);
        Assert.Equal((6, 2, 8), (clean.Train.Rows, clean.Valid.Rows, clean.Test!.Rows));

        static object?[][] Rows(int first) =>
            [.. Enumerable.Range(first, 8).Select(item => new object?[] { item % 2, $"i{item}" })];
    }

    [Fact]
    public void AnotherWord_IsRefused_WithWhatIsAllowed()
    {
        var error = Assert.Throws<InputException>(() => Prepare("test.csv", "protocol: fair"));
        Assert.EndsWith(
            "small: protocol: found 'fair'; allowed: bars | clean", error.Message, StringComparison.Ordinal);
    }

    PreparedData Prepare(string valid, string keys = "") => DatasetPreparation.Prepare(
        SmallDataset.Options(_folder, $$"""
            train_data: train.csv
            valid_data: {{valid}}
            test_data: test.csv
            feature_cols: [{name: item, dtype: float, type: numeric}]
            {{keys}}
            """),
        null, _folder["cache"], stop: SmallDataset.Stop);

    static float[] Numbers(ColumnStore store) => SmallDataset.All(store).Numbers[..store.Rows];

    static string Table(int first, int rows) => "label,item\n" + string.Concat(
        Enumerable.Range(first, rows).Select(item => $"{item % 2},{item}\n"));
}
