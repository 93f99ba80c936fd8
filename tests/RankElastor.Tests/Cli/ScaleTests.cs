using RankElastor.Tests.Data;

namespace RankElastor.Tests.Cli;

/// <summary>lab scale on generated rows, from the configuration to the page.</summary>
[Collection("torch")]
public sealed class ScaleTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public ScaleTests()
    {
        _folder.Write("config/dataset_config.yaml", """
            rows:
                data_format: planted
                planted: {cardinalities: [3, 4, 5], train_rows: 200, valid_rows: 100, test_rows: 100, seed: 1}
            """);
        Models("metrics: ['AUC', 'logloss']");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("kind", "slow")]
    public void Grows_BothModels_AndASecondCallTrainsNothing()
    {
        var result = Scale("--seeds", "2", "--threads", "1", "--json");
        Assert.Equal(
            ["rows/width/slope", "rows/depth/slope", "rows/RankMixer/joint", "rows/RankElastor/joint"],
            result.Json.GetProperty("claims").EnumerateArray().Select(claim => claim.GetProperty("id").GetString()));
        Assert.Equal(40, result.ErrorLines.Count(line => line.StartsWith("====", StringComparison.Ordinal)));
        Assert.Equal(1 + 40, Text("scale.csv").Split('\n').Length - 1);

        var page = Text("scale.md");
        Assert.Contains("--seeds 2 --seed 2019 --threads 1`", page, StringComparison.Ordinal);
        Assert.Contains("- **RankElastor, joint**: ", page, StringComparison.Ordinal);
        Assert.Contains("(figures/scale_rows_seconds.svg)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("not known", page, StringComparison.Ordinal); // ranks of tokens, mixing, ffn are there
        Assert.Contains("RankMixer, depth 4, width ", Text("figures/scale_rows_parameters.svg"));

        // tokenizer and head do not grow: a block more, and a factor more, adds the same number each time
        var dense = Text("scale.csv").Split('\n').Skip(1).Where(line => line.StartsWith("rows,RankMixer,", 0))
            .Select(line => line.Split(',')).DistinctBy(cells => (cells[2], cells[3]))
            .ToDictionary(cells => (cells[2], cells[3]), cells => int.Parse(cells[5], null));
        Assert.Equal(dense[("4", "1")] - dense[("3", "1")], dense[("2", "1")] - dense[("1", "1")]);
        Assert.Equal(dense[("1", "4")] - dense[("1", "3")], dense[("1", "2")] - dense[("1", "1")]);
        Assert.True(dense[("1", "2")] > dense[("1", "1")] && dense[("2", "1")] > dense[("1", "1")]);

        var again = Scale("--seeds", "2", "--threads", "1");
        Assert.DoesNotContain(again.Done().ErrorLines, line => line.StartsWith("====", StringComparison.Ordinal));
        Assert.Equal(page, Text("scale.md"));

        _folder.Write("config/dataset_config.yaml", """
            rows:
                data_format: planted
                planted: {cardinalities: [3, 4, 5], train_rows: 200, valid_rows: 100, test_rows: 100, seed: 2}
            """);
        Assert.Contains( // kept runs of the rows before
            "a run on other rows than", Scale("--seeds", "3", "--threads", "1").Complaint(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seeds: found 1; allowed: 2 or more", "--seeds", "1")]
    [InlineData("--expid on rows: found RankMixer; allowed: one RankMixer and one RankElastor", "--expid", "Mixer")]
    [InlineData("--expid: found 'Mixr'; allowed: Mixer | Elastor; did you mean", "--expid", "Mixr")]
    public void WrongUse_IsOneLine(string named, params string[] arguments) =>
        Assert.Contains(named, Scale(arguments).Complaint(), StringComparison.Ordinal);

    [Theory]
    [InlineData("hidden_units: [4]", "dropout: 0.1", "hidden_units: found nothing")]
    [InlineData("hidden_units: [4]", "hidden_unit: [4]", "hidden_units: found nothing")]
    [InlineData("Token_num: 3", "Token_numm: 3", "unknown key 'Token_numm'")]
    [InlineData("metrics: ['AUC', 'logloss']", "metrics: ['logloss']", "metrics")]
    public void AWrongConfiguration_IsOneLine_BeforeAnythingIsTrained(string right, string wrong, string named)
    {
        Models("metrics: ['AUC', 'logloss']");
        var file = _folder["config/model_config.yaml"];
        File.WriteAllText(file, File.ReadAllText(file).Replace(right, wrong, StringComparison.Ordinal));
        var result = Scale("--seeds", "2");
        Assert.Contains(named, result.Complaint(), StringComparison.Ordinal);
        Assert.DoesNotContain(result.ErrorLines, line => line.StartsWith("====", StringComparison.Ordinal));
    }

    void Models(string metrics) => _folder.Write("config/model_config.yaml", $$"""
        Base:
            {{metrics}}
            monitor: logloss
            monitor_mode: min
            dataset_id: rows
            batch_size: 100
            epochs: 1
            embedding_dim: 4
            Token_num: 3
            baseline: False
            probe_sample: 8
            proj_param: {hidden_units: [4]}
        Mixer:
            model: RankMixer
            Token_dim: 6
            mixing_type: 2
            interaction_mlp_params: {hidden_units: [4]}
        Elastor:
            model: RankElastor
            Token_dim: 4
            mixing_type: 999
            interaction_mlp_params: {hidden_units: [4], activation: swiglu}
        """);

    CliResult Scale(params string[] arguments) => CliResult.Of([
        "lab", "scale", "--config", _folder["config"], "--out", _folder["out"], "--cache", _folder["cache"],
        .. arguments,
    ]);

    string Text(string file) => File.ReadAllText(_folder["out/scale/" + file]);
}
