using System.Globalization;
using RankElastor.Data.Datasets;

namespace RankElastor.Tests.Cli;

/// <summary>FuxiCTR's tuner file: every combination, a run each.</summary>
[Collection("torch")]
public sealed class TuneTests : IDisposable
{
    const string Space = """
        base_config: ./config
        base_expid: DNN
        dataset_id: tiny
        tuner_space:
            hidden_units: [[8, 4], [6]]
            net_dropout: [0.1, 0]
            learning_rate: 1.e-2
            metrics: [[AUC, logloss]]
            monitor: {"AUC": 1, "logloss": -1}
            min_categr_count: [1, 2]
            epochs: 1
        """;

    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Points_AreAllCombinations_OfModelAndData()
    {
        var points = TunerConfig.Load(Tuner(Space));
        Assert.Equal(8, points.Count);
        Assert.Equal(8, points.Select(point => point.Experiment.ExperimentId).Distinct().Count());
        Assert.All(points, point => Assert.Matches("^DNN_00[1-8]_[0-9a-f]{8}$", point.Experiment.ExperimentId));
        Assert.Equal(
            ["1 1", "1 2", "2 1", "2 2"],
            points.Select(
                point => $"{point.Experiment.Model.Wholes("hidden_units", []).Count} "
                    + $"{point.Experiment.Dataset.Fields[0].MinCount}").Distinct().Order());
        Assert.All(points, point => Assert.Equal(
            ["hidden_units", "min_categr_count", "net_dropout"], point.Varied.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Tune_TrainsEveryPoint_AndASecondCallNone()
    {
        var file = Tuner(Space.Replace("[1, 2]", "1", StringComparison.Ordinal));
        var first = Tune(file, "--json");
        var points = first.Json.EnumerateArray().ToList();
        Assert.Equal(4, points.Count);
        var monitors = points.Select(point => point.GetProperty("monitor").GetDouble()).ToList();
        Assert.Equal(monitors.OrderDescending(), monitors);
        Assert.All(points, point => Assert.Equal(
            point.GetProperty("monitor").GetDouble(),
            point.GetProperty("valid").GetProperty("AUC").GetDouble()
                - point.GetProperty("valid").GetProperty("logloss").GetDouble(), 1e-9));
        var lines = File.ReadAllLines(Path.Combine(_tiny.Out, "tuner.csv"));
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Matches(
            @"^ \d{8}-\d{6},\[command\] rankelastor tune .*,\[exp_id\] DNN_00\d_\w{8},\[dataset_id\] tiny,"
                + @"\[train\] N\.A\.,\[val\] AUC: \d\.\d{6} - logloss: \d\.\d{6},"
                + @"\[test\] AUC: \d\.\d{6} - logloss: \d\.\d{6}$", line));

        var again = Tune(file, "--json");
        Assert.Equal(first.Output, again.Output);
        Assert.Equal(4, again.ErrorLines.Count(line => line.StartsWith("Trained already", StringComparison.Ordinal)));
        Assert.Equal(4, File.ReadAllLines(Path.Combine(_tiny.Out, "tuner.csv")).Length);

        var longer = Tune(file, "--tag", "DNN_002", "--max-epochs", "2", "--json");
        Assert.Single(longer.Json.EnumerateArray());
        Assert.DoesNotContain("Trained already", longer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net_dropout:", "net_dropuot:", "unknown key 'net_dropuot'; did you mean 'net_dropout'?")]
    [InlineData("base_expid: DNN", "base_expid: DNM", "unknown experiment 'DNM'")]
    [InlineData("base_config: ./config", "base_config: ./konfig", "base_config: found './konfig'; allowed: a folder")]
    [InlineData("tuner_space:", "tuner_spaces:", "tuner_space: found nothing")]
    [InlineData(
        "hidden_units: [[8, 4], [6]]", "hidden_units: [[8, -4]]",
        "tuner.yaml: tuner_space: hidden_units: found [8, -4]")]
    [InlineData(
        "min_categr_count: [1, 2]", "min_categr_count: []",
        "tuner.yaml: tuner_space: min_categr_count: found []")]
    public void WrongFile_IsOneLine(string old, string text, string expected)
    {
        var file = Tuner(Space.Replace(old, text, StringComparison.Ordinal));
        Assert.Contains(expected, Tune(file).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_SaysThatTheSameCommandContinues()
    {
        var file = Tuner(Space.Replace("[1, 2]", "1", StringComparison.Ordinal));
        Tune(file, "--tag", "DNN_001").Done();
        using var error = new StringWriter();
        var code = RankElastor.Cli.Application.Run(
            ["tune", "--config", file, "--out", _tiny.Out, "--cache", _tiny.Cache, "--threads", "1"],
            TextWriter.Null, error, () => new CancellationToken(canceled: true));

        Assert.Equal(130, code);
        Assert.EndsWith("last.ckpt written; the same command continues", error.ToString().TrimEnd());
        Assert.Contains(
            Tune(file).Done().ErrorLines, line => line.StartsWith("Trained already", StringComparison.Ordinal));
    }

    [Fact]
    public void UnknownTag_NamesAnId() => Assert.Contains(
        "--tag: found 'zzz'; allowed: a part of one of 8 ids, such as DNN_001_",
        Tune(Tuner(Space), "--tag", "zzz").Complaint(), StringComparison.Ordinal);

    [Fact]
    public void Run_AddsItsLine_ToTheFileOfTheConfiguration()
    {
        _tiny.Run("LR").Done();
        _tiny.Run("DNN").Done();
        var lines = File.ReadAllLines(Path.Combine(_tiny.Out, "config.csv"));
        Assert.Equal(["LR", "DNN"], lines.Select(line => line.Split("[exp_id] ")[1].Split(',')[0]));
        Assert.All(lines, line => Assert.True(DateTime.TryParseExact(
            line[1..16], "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));
    }

    string Tuner(string text)
    {
        _tiny.Folder.Write("tuner.yaml", text);
        return _tiny.Folder["tuner.yaml"];
    }

    CliResult Tune(string file, params string[] more) => CliResult.Of(
        ["tune", "--config", file, "--out", _tiny.Out, "--cache", _tiny.Cache, "--threads", "1", .. more]);
}
