using RankElastor.Data.Files;
using RankElastor.Data.Planted;
using RankElastor.Data.Preparation;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Data.Preparation;

public sealed class ParallelPreparationTests
{
    [Fact]
    public void Prepare_ByAnyNumberOfThreads_WritesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var rows = new CriteoShaped(new CriteoShapedOptions { TableRows = 2000 });
        CriteoCsv.Write(rows, 6000, folder.At("train.csv"), new Workers(3));
        folder.Write("dataset_config.yaml", CriteoCsv.DatasetConfig(rows, "train.csv", "train.csv"));
        var options = RankElastor.Data.Datasets.ExperimentConfig.LoadDataset(folder.Path, "criteo_shaped");
        var files = Enumerable.Range(1, 3).Select(threads =>
        {
            using var data =
                DatasetPreparation.Prepare(
                    options, null, folder.At($"cache{threads}"), workers: new Workers(threads),
                    stop: SmallDataset.Stop);
            return Directory.GetFiles(data.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file =>
                    (Path.GetRelativePath(data.Folder, file), Convert.ToHexString(File.ReadAllBytes(file)))).ToList();
        }).ToList();
        Assert.Equal(86, files[0].Count);
        Assert.Equal(files[0], files[1]);
        Assert.Equal(files[0], files[2]);
    }

    [Fact]
    public void CriteoCsv_DoesNotDependOnThreads()
    {
        using var folder = new TemporaryFolder();
        var rows = new CriteoShaped(new CriteoShapedOptions { TableRows = 2000 });
        CriteoCsv.Write(rows, 20_000, folder.At("one.csv"), new Workers(1));
        CriteoCsv.Write(rows, 20_000, folder.At("three.csv"), new Workers(3));
        Assert.Equal(File.ReadAllBytes(folder.At("one.csv")), File.ReadAllBytes(folder.At("three.csv")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Prepare_TwoBadValues_NamesTheFirstBlocks(int threads)
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", "label,x\n" + string.Concat(
            Enumerable.Range(0, 200_000).Select(row => row is 70_000 or 190_000 ? "1,word\n" : "0,12\n")));
        var options =
            SmallDataset.Options(folder, "feature_cols:\n  - {name: x, active: True, dtype: int, type: numeric}");
        var error = Assert.Throws<InputException>(() =>
            DatasetPreparation.Prepare(
                options, null, folder.At("cache"), workers: new Workers(threads), stop: SmallDataset.Stop));
        Assert.Contains("train.csv:70002:x: found 'word'", error.Message, StringComparison.Ordinal);
    }
}
