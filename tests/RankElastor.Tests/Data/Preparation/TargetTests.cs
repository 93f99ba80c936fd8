using RankElastor.Data.Encoders;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Preparation;

/// <summary>Several labels, labels that are numbers, and weights: from the file to the batch.</summary>
public sealed class TargetTests
{
    const string Fields = "feature_cols:\n  - {name: x, active: True, dtype: str, type: categorical}";

    const string Labels =
        "label_col: [{name: click, dtype: float}, {name: stay, dtype: float, type: number}]\n"
        + "weight_col: {name: w, dtype: float}\n" + Fields;

    const string Table = "stay,x,w,click\n-2.5,a,1,1\n7,b,0,0\n1e3,a,0.25,1\n";

    [Fact]
    public void Labels_AndWeights_ReachTheBatchInAnyOrderOfRows()
    {
        using var folder = new TemporaryFolder();
        using var data = Prepare(folder, Table, Labels);
        Assert.Equal(["click", "stay"], data.Schema.Labels);
        var batch = new RankElastor.Data.Rows.Batch(data.Train.Layout, 3);
        data.Train.Read([2, 0, 1], batch);
        Assert.Equal([1, 1, 0], batch.Labels);
        Assert.Equal([1000, -2.5f, 7], batch.TaskLabels[1]);
        Assert.Equal([0.25f, 1, 0], batch.Weights!);
    }

    [Fact]
    public void Weights_AreAbsentWithoutTheirKey_AndOneColumnMayBeFieldAndWeight()
    {
        using var folder = new TemporaryFolder();
        using var plain = Prepare(folder, "label,x\n1,a\n", Fields);
        Assert.Null(SmallDataset.All(plain.Train).Weights);
        using var both = Prepare(folder, "label,x\n1,3\n0,4\n",
            "weight_col: {name: x, dtype: float}\nfeature_cols:\n"
            + "  - {name: x, active: True, dtype: float, type: numeric}");
        var batch = SmallDataset.All(both.Train);
        Assert.Equal(batch.Numbers, batch.Weights!);
    }

    [Fact]
    public void RowsWithoutLabels_AreZeroAndWeighOne()
    {
        using var folder = new TemporaryFolder();
        using var data = Prepare(folder, Table, Labels);
        var rows = RowSet.Of([new { x = "a" }]);
        var batch = Assert.Single(EncodedBatches.Of(data.Encoders, rows, 4, labelled: false));
        Assert.Equal((0f, 0f, 1f), (batch.Labels[0], batch.TaskLabels[1][0], batch.Weights![0]));
    }

    [Fact]
    public void Encoders_KeepLabelsAndWeight()
    {
        using var folder = new TemporaryFolder();
        using var data = Prepare(folder, Table, Labels);
        var loaded = FittedEncoders.Load(data.Folder);
        Assert.Equal(data.Schema.Labels, loaded.Schema.Labels);
        Assert.Equal(("w", "stay"), (loaded.Schema.Weight, Assert.Single(loaded.Options.NumberLabels)));
    }

    [Fact]
    public void HeaderlessFile_HasLabelsThenTheWeightThenFields()
    {
        using var folder = new TemporaryFolder();
        using var data = Prepare(folder, "1,-3,0.5,a\n", $"header: False\n{Labels}");
        var batch = SmallDataset.All(data.Train);
        Assert.Equal((1f, -3f, 0.5f), (batch.Labels[0], batch.TaskLabels[1][0], batch.Weights![0]));
    }

    [Theory]
    [InlineData("stay,x,w,click\n1,a,-1,1\n", "train.csv:2:w: found '-1'; allowed: a finite number >= 0")]
    [InlineData("stay,x,w,click\n1,a,,1\n", "train.csv:2:w: found ''; allowed: a finite number >= 0")]
    [InlineData("stay,x,w,click\n1,a,1,2\n", "train.csv:2:click: found '2'; allowed: 0 or 1")]
    [InlineData("stay,x,w,click\nnan,a,1,1\n", "train.csv:2:stay: found 'nan'; allowed: a finite number")]
    [InlineData("stay,x,click\n1,a,1\n", "no column 'w'")]
    public void WrongTarget_IsOneLineThatSaysWhere(string table, string expected)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() => Prepare(folder, table, Labels));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label_col: []", "label_col")]
    [InlineData("label_col: [{name: a, dtype: float}, {name: a, dtype: float}]", "found 'a' twice")]
    [InlineData("data_format: libsvm\nlabel_col: [{name: a, dtype: float}, {name: b, dtype: float}]", "one label")]
    [InlineData("data_format: libsvm\nweight_col: {name: w, dtype: float}", "a line has no weight")]
    [InlineData("weight_col: w", "{name: …, dtype: float}")]
    public void WrongKeys_AreOneLine(string keys, string expected)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() => SmallDataset.Options(folder, $"{keys}\n{Fields}"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    static PreparedData Prepare(TemporaryFolder folder, string table, string body)
    {
        folder.Write("train.csv", table);
        return DatasetPreparation.Prepare(
            SmallDataset.Options(folder, body), null, folder.At("cache"), stop: SmallDataset.Stop);
    }
}
