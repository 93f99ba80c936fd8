using RankElastor.Data.Datasets;

namespace RankElastor.Tests.Data.Datasets;

public sealed class DatasetOptionsTests
{
    /// <summary>Folders that data_root and a path share in front are dropped, whole names only.</summary>
    [Theory]
    [InlineData("../data/", "../data/x/train.csv", "x/train.csv")]
    [InlineData("../data", "../data/x/train.csv", "x/train.csv")]
    [InlineData("../data/", "..//data/./x/train.csv", "x/train.csv")]
    [InlineData("./data/x", "data/x/train.csv", "train.csv")]
    [InlineData("/data/x/", "/data/x/train.csv", "train.csv")]
    [InlineData("../data/", "x/train.csv", "x/train.csv")]
    [InlineData("ab", "abc/train.csv", "abc/train.csv")]
    [InlineData("../data", "../database/train.csv", "../database/train.csv")]
    [InlineData("data", "/data/train.csv", "/data/train.csv")]
    [InlineData("/data", "data/train.csv", "data/train.csv")]
    [InlineData(".", "../train.csv", "../train.csv")]
    [InlineData("./", "./.secret/train.csv", ".secret/train.csv")]
    [InlineData(".", ".secret/train.csv", ".secret/train.csv")]
    [InlineData(".", "train.csv", "train.csv")]
    [InlineData("..", "../../train.csv", "../train.csv")]
    [InlineData("..", "..train.csv", "..train.csv")]
    [InlineData("", "x/train.csv", "x/train.csv")]
    [InlineData("data", "data", "")]
    public void Resolve_DropsDataRootAsAPath(string root, string path, string below)
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "dataset_config.yaml",
            $"small:\n  data_root: '{root}'\n  train_data: '{path}'\n  {SmallDataset.Label}\n"
            + "  feature_cols:\n  - {name: x, active: True, dtype: str, type: categorical}\n");
        var options = ExperimentConfig.LoadDataset(folder.Path, "small");
        var other = folder["other"];
        Assert.Equal(Path.GetFullPath(Path.Combine(other, below)), options.Resolve(other, path));
    }
}
