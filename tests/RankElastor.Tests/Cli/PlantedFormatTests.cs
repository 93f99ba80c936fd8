using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Planted;
using RankElastor.Data.Preparation;
using RankElastor.Tests.Data;
using RankElastor.Tests.Data.Planted;

namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class PlantedFormatTests : IDisposable
{
    const string Law =
        "{cardinalities: [4, 7], numeric_fields: 1, train_rows: 300, valid_rows: 80, test_rows: 60, seed: 5}";
    readonly TemporaryFolder _folder = new();

    public PlantedFormatTests() => _folder.Write(
        "config/model_config.yaml", "LR: {model: LR, dataset_id: planted, batch_size: 50, probe: False}\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Planted_NeedsNoFile_AndIsTheSameAsItsFiles()
    {
        var generated = Prepare($"planted: {{data_format: planted, planted: {Law}}}\n", "generated");
        var options = PlantedOptions.Read(YamlFile.Parse("law", Law), "planted");
        var planted = PlantedDataset.Generate(options);
        foreach (var split in Enum.GetValues<PlantedSplit>())
        {
            PlantedFiles.WriteCsv(planted, split, _folder[$"{split.ToString().ToLowerInvariant()}.csv"]);
        }

        var read = Prepare(PlantedFiles.DatasetConfig(planted, _folder.Path), "read");
        Assert.Equal(Columns(read), Columns(generated));
        Assert.NotEqual(Path.GetFileName(read), Path.GetFileName(generated));
    }

    [Fact]
    public void Planted_OtherLaws_AreOtherData()
    {
        var one = Prepare($"planted: {{data_format: planted, planted: {Law}}}\n", "cache");
        var law = Law.Replace("seed: 5", "seed: 6", StringComparison.Ordinal);
        var other = Prepare($"planted: {{data_format: planted, planted: {law}}}\n", "cache");
        Assert.NotEqual(one, other);
        Assert.NotEqual(Columns(one), Columns(other));
    }

    [Fact]
    public void Planted_RunsEvaluatesAndPredicts()
    {
        _folder.Write("config/dataset_config.yaml", $"planted: {{data_format: planted, planted: {Law}}}\n");
        var run = CliResult.Of(
            "run", "--config", _folder["config"], "--expid", "LR", "--threads", "1", "--out", _folder["runs"],
            "--cache", _folder["cache"], "--json").Json;
        var folder = run.GetProperty("run").GetString()!;
        Assert.Equal(
            run.GetProperty("test").GetRawText(),
            CliResult.Of("evaluate", "--run", folder, "--data", "test", "--json").Json.GetRawText());
        var rows = _folder.Write("rows.csv", "field_03,field_01,field_02\n0.5,1,2\n-1,4,99\n");
        CliResult.Of("predict", "--run", folder, "--data", rows, "--out", _folder["p.txt"]).Done();
        Assert.Equal(2, File.ReadAllLines(_folder["p.txt"]).Length);
    }

    [Theory]
    [InlineData("{train_rows: 0}", "planted: ")]
    [InlineData("{train_row: 9}", "unknown key 'train_row'; did you mean 'train_rows'?")]
    [InlineData(
        "{cardinalities: [3, 3], high_order: [{fields: [0, 1, 2]}]}",
        "high_order: found fields [0, 1, 2]; allowed: three or more distinct fields of 0 … 1")]
    public void Planted_WrongLaw_IsOneLine(string law, string named)
    {
        _folder.Write("config/dataset_config.yaml", $"planted: {{data_format: planted, planted: {law}}}\n");
        Assert.Contains(named, CliResult.Of(
            "prepare", "--config", _folder["config"], "--dataset", "planted", "--cache",
            _folder["cache"]).Complaint(), StringComparison.Ordinal);
    }

    string Prepare(string dataset, string cache)
    {
        _folder.Write("config/dataset_config.yaml", dataset);
        using var data = DatasetPreparation.Prepare(
            ExperimentConfig.LoadDataset(_folder["config"], "planted"), null, _folder[cache], stop: SmallDataset.Stop);
        Assert.Equal((300, 80, 60), (data.Rows[Split.Train], data.Rows[Split.Valid], data.Rows[Split.Test]));
        return data.Folder;
    }

    static IReadOnlyList<string> Columns(string store) =>
        [.. Directory.GetFiles(store, "*.?32", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file =>
            Convert.ToHexString(File.ReadAllBytes(file)))];
}
