using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;

namespace RankElastor.Tests.Data.Preparation;

public sealed class DatasetPreparationTests
{
    const string Field = "name: x, active: True, dtype: str, type: categorical";
    const string Body = "feature_cols:\n  - {" + Field + "}";

    [Fact]
    public void Prepare_Twice_ReusesTheCache_AndOtherCacheHasTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", Table(100));
        var options = SmallDataset.Options(folder, Body);
        using var first = DatasetPreparation.Prepare(options, null, folder.At("one"), stop: SmallDataset.Stop);
        using var again = DatasetPreparation.Prepare(options, null, folder.At("one"), stop: SmallDataset.Stop);
        using var other = DatasetPreparation.Prepare(options, null, folder.At("two"), stop: SmallDataset.Stop);
        Assert.Equal((false, true, false), (first.Reused, again.Reused, other.Reused));
        var files = Directory.GetFiles(first.Folder, "*", SearchOption.AllDirectories);
        Assert.Equal(10, files.Length);
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(file),
            File.ReadAllBytes(Path.Combine(other.Folder, Path.GetRelativePath(first.Folder, file)))));
    }

    /// <summary>A process can be killed when its work is done and its lock still lies beside it.</summary>
    [Fact]
    public void Prepare_ThatReuses_RemovesTheLockOfAKilledProcess()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", Table(100));
        var options = SmallDataset.Options(folder, Body);
        using var first = DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop);
        File.WriteAllText($"{first.Folder}.lock", $"1 elsewhere {Guid.NewGuid()}");

        using var again = DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop);

        Assert.True(again.Reused);
        Assert.Equal([first.Folder], Directory.GetFileSystemEntries(folder.At("cache")));
    }

    [Fact]
    public void Prepare_ChangedOptionsOrContent_Rebuilds()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", Table(100));
        string Hash(string body)
        {
            using var data =
                DatasetPreparation.Prepare(
                    SmallDataset.Options(folder, body), null, folder.At("cache"), stop: SmallDataset.Stop);
            return data.Hash;
        }

        var hashes = new List<string> { Hash(Body), Hash("min_categr_count: 2\n" + Body) };
        folder.Write("train.csv", Table(101));
        hashes.Add(Hash(Body));
        Assert.Equal(3, hashes.Distinct().Count());
    }

    [Fact]
    public void Prepare_DamagedCache_SaysWhatToDelete()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", Table(100));
        var options = SmallDataset.Options(folder, Body);
        string cache;
        using (var data = DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop))
        {
            cache = data.Folder;
        }

        File.WriteAllBytes(Path.Combine(cache, "valid/label.f32"), new byte[3]);
        var error = Assert.Throws<InputException>(() =>
            DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop));
        Assert.Matches("valid.label\\.f32: truncated.*delete the cache folder", error.Message);
    }

    [Theory]
    [InlineData("sequential")]
    [InlineData("random")]
    public void Prepare_SizesInsteadOfFiles_SplitTrain(string type)
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", Table(50));
        var options = SmallDataset.Options(
            folder,
            $"train_data: train.csv\nvalid_size: 0.2\ntest_size: 5\nsplit_type: {type}\n" +
            "feature_cols:\n  - {name: x, active: True, dtype: int, type: numeric}");
        using var data = DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop);
        var parts =
            new[] { data.Train, data.Valid, data.Test! }.Select(store => SmallDataset.All(store).Numbers).ToList();
        Assert.Equal([35, 10, 5], parts.Select(part => part.Length));
        Assert.Equal(Enumerable.Range(0, 50).Select(row => (float)row), parts.SelectMany(part => part).Order());
        Assert.Equal(type == "sequential", parts[2].SequenceEqual([45f, 46f, 47f, 48f, 49f]));
    }

    [Fact]
    public void Prepare_RowLimit_ReadsTheHead()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", Table(50));
        using var data =
            DatasetPreparation.Prepare(
                SmallDataset.Options(folder, "n_rows: 7\n" + Body), null, folder.At("cache"), stop: SmallDataset.Stop);
        Assert.Equal((7, 7), (data.Train.Rows, data.Valid.Rows));
    }

    [Fact]
    public void Prepare_FolderOfFiles_ReadsThemInOrder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("parts/b.csv", "label,x\n1,second\n");
        folder.Write("parts/a.csv", "label,x\n0,first\n");
        var options = SmallDataset.Options(folder, "train_data: parts\nvalid_data: parts\n" + Body);
        using var data = DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop);
        Assert.Equal(["first", "second"], data.Encoders.Fields[0].Vocabulary!.Entries.Select(pair => pair.Key));
    }

    [Fact]
    public void Prepare_HeaderlessFile_TakesDeclaredOrder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", "1\tskip\ta\n0\tskip\tb\n");
        var options = SmallDataset.Options(
            folder,
            "sep: \"\\t\"\nheader: false\nfeature_cols:\n" +
            "  - {name: other, active: False, dtype: str, type: categorical}\n  - {" + Field + "}");
        using var data = DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop);
        Assert.Equal([1, 2], SmallDataset.Ids(data.Train, "x"));
        Assert.Single(data.Schema.Fields);
    }

    [Fact]
    public void Prepare_GivenIds_AreKept()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", "label,x\n1,3\n0,9\n");
        var options =
            SmallDataset.Options(folder, "rebuild_dataset: False\nfeature_cols:\n  - {" + Field + ", vocab_size: 10}");
        using var data = DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop);
        Assert.Equal([3, 9], SmallDataset.Ids(data.Train, "x"));
        folder.Write("train.csv", "label,x\n1,3\n0,10\n");
        Assert.Contains(
            "found '10'; allowed: an id from 0 to 9",
            Assert.Throws<InputException>(() =>
                DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_PathWithDataRootInFront_IsFoundBelowAnotherRoot()
    {
        using var folder = new TemporaryFolder();
        folder.Write("elsewhere/x1/train.csv", Table(5));
        folder.Write(
            "dataset_config.yaml",
            "small:\n  data_root: ../data/\n" +
            "  train_data: ../data/x1/train.csv\n  valid_data: ../data/x1/train.csv\n" +
            $"  {SmallDataset.Label}\n  feature_cols:\n    - {{{Field}}}\n");
        var options = RankElastor.Data.Datasets.ExperimentConfig.LoadDataset(folder.Path, "small");
        using var data =
            DatasetPreparation.Prepare(options, folder.At("elsewhere"), folder.At("cache"), stop: SmallDataset.Stop);
        Assert.Equal(5, data.Rows[Split.Train]);
    }

    [Theory]
    [InlineData(null, "no such file")]
    [InlineData("", "empty")]
    [InlineData("label,x\n", "no rows")]
    [InlineData("label,xx\n1,a\n", "no column 'x'; columns: label, xx; did you mean 'xx'?")]
    [InlineData("lable,x\n1,a\n", "no column 'label'; columns: lable, x; did you mean 'lable'?")]
    [InlineData("label,x\n1,a\n1\n", "train.csv:3: found 1 values; allowed: 2")]
    [InlineData("label,x\n1,a\n2,b\n", "train.csv:3:label: found '2'; allowed: 0 or 1")]
    [InlineData("label,x\n1,a\n,b\n", "train.csv:3:label: found ''; allowed: 0 or 1")]
    public void Prepare_BrokenFile_IsOneLineThatSaysWhere(string? table, string expected)
    {
        using var folder = new TemporaryFolder();
        if (table is not null)
        {
            folder.Write("train.csv", table);
        }

        var options = SmallDataset.Options(folder, Body);
        var error = Assert.Throws<InputException>(() =>
            DatasetPreparation.Prepare(options, null, folder.At("cache"), stop: SmallDataset.Stop));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(Directory.Exists(folder.At("cache")) ? Directory.GetFileSystemEntries(folder.At("cache")) : []);
    }

    [Theory]
    [InlineData(
        "feature_cols:\n  - {name: x, active: True, dtype: float, type: numeric, pretrained_emb: e.npz}",
        "pretrained_emb: found 'e.npz'; allowed: no such file on a field without ids")]
    [InlineData(
        "feature_cols:\n  - {name: x, active: True, dtype: str, type: categorical, min_categr_cnt: 2}",
        "did you mean 'min_categr_count'?")]
    [InlineData(
        "feature_cols:\n  - {name: x, active: True, dtype: str, type: sequence, feature_encoder: layers.Magic()}",
        "layers.MaskedAveragePooling()")]
    [InlineData(
        "feature_cols:\n  - {name: x, active: True, dtype: str, type: sequence, share_embedding: y}",
        "an active field declared earlier")]
    [InlineData(
        "data_format: xlsx\nfeature_cols: []",
        "data_format: found 'xlsx'; allowed: csv | parquet | npz | libsvm | libfm | sql | planted")]
    [InlineData("feature_cols: []", "no active field")]
    public void Options_Wrong_IsOneLine(string body, string expected)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() => SmallDataset.Options(folder, body));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    static string Table(int rows) =>
        "label,x\n" + string.Concat(Enumerable.Range(0, rows).Select(row => $"{row % 2},{row}\n"));
}
