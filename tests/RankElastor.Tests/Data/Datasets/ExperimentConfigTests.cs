using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Datasets;

public sealed class ExperimentConfigTests
{
    const string Models =
        "Base:\n  batch_size: 32\n  epochs: 1\n" +
        "Small:\n  dataset_id: small\n" + // no model: only for others to take over
        "DNN_small:\n  model: DNN\n  dataset_id: small\n  epochs: 7\n" +
        "FM_small:\n  model: FM\n  dataset_id: tiny\n";

    const string Datasets =
        "small:\n  train_data: t.csv\n  valid_size: 0.1\n  label_col: {name: label, dtype: float}\n" +
        "  feature_cols:\n    - {name: [a, b], active: True, dtype: str, type: categorical}\n";

    [Fact]
    public void Load_OverlaysBase_AndFindsDataset()
    {
        using var folder = Folder();
        var config = ExperimentConfig.Load(folder.Path, "DNN_small");
        Assert.Equal((32, 7), (config.Model.Whole("batch_size", 0), config.Model.Whole("epochs", 0)));
        Assert.Equal(["a", "b"], config.Dataset.Fields.Select(field => field.Name));
        Assert.Equal(["DNN_small", "FM_small"], ExperimentConfig.Experiments(folder.Path));
    }

    [Fact]
    public void Load_FolderForm_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model_config/a.yaml", "Base: {epochs: 3}\n");
        folder.Write("model_config/b.yaml", "X: {dataset_id: small}\n");
        folder.Write("dataset_config/c.yaml", Datasets);
        Assert.Equal(3, ExperimentConfig.Load(folder.Path, "X").Model.Whole("epochs", 0));
    }

    /// <summary>FuxiCTR's own folder has a Base in several files.</summary>
    [Fact]
    public void Load_FolderForm_TakesBaseOfTheSameFileFirst()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model_config/a.yaml", "Base: {epochs: 3}\nY: {dataset_id: small}\n");
        folder.Write("model_config/b.yaml", "Base: {epochs: 4}\nX: {dataset_id: small}\n");
        folder.Write("model_config/c.yaml", "Z: {dataset_id: small}\nY: {dataset_id: small}\n");
        folder.Write("dataset_config/c.yaml", Datasets);
        Assert.Equal(4, ExperimentConfig.Load(folder.Path, "X").Model.Whole("epochs", 0));
        Assert.Equal(3, ExperimentConfig.Load(folder.Path, "Z").Model.Whole("epochs", 0));
        var twice = Assert.Throws<InputException>(() => ExperimentConfig.Load(folder.Path, "Y"));
        Assert.EndsWith(
            $"c.yaml: 'Y' is there twice, first in {folder["model_config/a.yaml"]}", twice.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void LoadDataset_WithoutName_IsTheOnlyOne()
    {
        using var folder = Folder();
        Assert.Equal("small", ExperimentConfig.LoadDataset(folder.Path, null).DatasetId);
        folder.Write("dataset_config.yaml", Datasets + Datasets.Replace("small:", "other:", StringComparison.Ordinal));
        var error = Assert.Throws<InputException>(() => ExperimentConfig.LoadDataset(folder.Path, null));
        Assert.EndsWith(
            "--dataset: found nothing; allowed: one of small, other", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnknownExperiment_ListsAndSuggests()
    {
        using var folder = Folder();
        var error = Assert.Throws<InputException>(() => ExperimentConfig.Load(folder.Path, "DNN_smal"));
        Assert.Contains(
            "known: DNN_small, FM_small; did you mean 'DNN_small'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnknownDataset_IsAnError()
    {
        using var folder = Folder();
        var error = Assert.Throws<InputException>(() => ExperimentConfig.Load(folder.Path, "FM_small"));
        Assert.Contains("unknown data set 'tiny'; known: small", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_NullAndKeysOfNeighbours_AreNoErrors() =>
        Assert.Equal(
            ["f: key 'mlp2_dropout' is ignored here"],
            UnknownKeys.Warnings(
                YamlFile.Parse("f", "{feature_specs: null, mlp2_dropout: 0}"), ["mlp1_dropout"], ["mlp2_dropout"]));

    [Fact]
    public void Warnings_KeysWithoutEffect_StandBesideUnknownOnes() =>
        Assert.Equal(
            ["f: of FuxiCTR, without effect here: verbose, num_workers", "f: unknown key 'colour' is ignored"],
            UnknownKeys.Warnings(YamlFile.Parse("f", "verbose: 1\ncolour: 2\nnum_workers: 3"), ["epochs"]));

    [Fact]
    public void Warnings_ForeignKey_IsNamed() =>
        Assert.Equal(
            ["f: unknown key 'colour' is ignored"], UnknownKeys.Warnings(YamlFile.Parse("f", "colour: 2"), ["epochs"]));

    [Fact]
    public void Warnings_Misspelling_IsAnError()
    {
        var error = Assert.Throws<InputException>(() =>
            UnknownKeys.Warnings(YamlFile.Parse("f", "learnig_rate: 1.e-3"), ["learning_rate", "epochs"]));
        Assert.Equal("f: unknown key 'learnig_rate'; did you mean 'learning_rate'?", error.Message);
    }

    [Theory]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_CountsEdits(string left, string right, int expected) =>
        Assert.Equal(expected, NearMiss.Distance(left, right));

    static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        folder.Write("model_config.yaml", Models);
        folder.Write("dataset_config.yaml", Datasets);
        return folder;
    }
}
