using System.Text.Json;

namespace RankElastor.Tests.Cli;

/// <summary>bench epochs with its processes.</summary>
[Collection("torch")]
public sealed class BenchEpochsTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    [Trait("kind", "slow")]
    public void Epochs_AreTrainedByProcessesOfTheSameProgram()
    {
        using var bench = ChildProcess.Start(
            [.. Arguments("--expid", "RankMixer", "RankElastor", "--rounds", "2", "--json")]);
        Assert.True(bench.Wait() == 0, bench.Error);
        var json = JsonDocument.Parse(bench.Output).RootElement;
        Assert.Equal(["P33", "P34"], json.GetProperty("claims").EnumerateArray().Select(claim => Text(claim, "id")));
        Assert.All(json.GetProperty("models").EnumerateArray(), model =>
        {
            Assert.InRange(model.GetProperty("seconds").GetDouble(), 0.001, 60);
            Assert.InRange(model.GetProperty("samples_per_second").GetDouble(), 1, 1e7);
            Assert.InRange(model.GetProperty("peak_rss_mb").GetDouble(), 50, 5000);
            Assert.Equal(1, model.GetProperty("threads").GetInt32());
        });
        Assert.Equal(
            ["epochs.csv", "epochs.jsonl", "epochs.md", "epochs.svg"],
            Directory.GetFileSystemEntries(_tiny.Folder["epochs"]).Select(Path.GetFileName).Order());
        var trainings = File.ReadLines(_tiny.Folder["epochs/epochs.csv"]).Skip(1).Select(line => line.Split(','));
        Assert.Equal(["RankMixer", "RankElastor", "RankElastor", "RankMixer"], trainings.Select(cells => cells[2]));
        Assert.All(trainings, cells => Assert.True(Number(cells[7]) > Number(cells[3]) / 2, "processor time"));
    }

    [Fact]
    [Trait("kind", "slow")]
    public void FailedTraining_IsOneLine_WithItsExitCode()
    {
        _tiny.Edit("config/model_config.yaml", "LR: {model: LR}", "LR: {model: LR, learning_rate: 1.e+30}");
        _tiny.Edit("config/model_config.yaml", "DNN: {model: DNN,", "DNN: {model: DNN, learning_rate: 1.e+30,");
        using var bench = ChildProcess.Start([.. Arguments("--expid", "DNN", "LR")]);
        Assert.Equal(1, bench.Wait());
        Assert.Matches("^rankelastor: (DNN|LR): .* is ", bench.Error.Trim().Split('\n')[^1]);
        Assert.Empty(Directory.GetFileSystemEntries(_tiny.Folder["epochs"]));
    }

    [Fact]
    [Trait("kind", "slow")]
    public void Interrupt_KillsTheTraining_AndKeepsFinishedRounds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends signals");
        var kept = _tiny.Folder["epochs/epochs.jsonl"];
        using var bench = ChildProcess.Start([.. Arguments("--expid", "LR", "DNN", "--rounds", "1000")]);
        while (!File.Exists(kept))
        {
            Assert.False(bench.HasExited, bench.Error);
            Thread.Sleep(50);
        }

        bench.Interrupt();
        Assert.Equal(130, bench.Wait());
        Assert.EndsWith("rankelastor: interrupted", bench.Error.Trim(), StringComparison.Ordinal);
        Assert.Contains(" of 1000 rounds are kept; the same command goes on.", bench.Error, StringComparison.Ordinal);
        Assert.Equal([kept], Directory.GetFileSystemEntries(_tiny.Folder["epochs"]));
    }

    [Theory]
    [InlineData("--rounds: found 1; allowed: 2 … 1000", "--rounds", "1")]
    [InlineData("--expid: found LR; allowed: two", "--expid", "LR")]
    [InlineData("'DNM'; allowed: LR | DNN | RankElastor | RankMixer; did you mean 'DNN'?", "--expid", "DNM")]
    [InlineData("datasets: found 'big'; allowed: tiny", "--dataset", "big")]
    public void WrongRequest_IsOneLine(string expected, params string[] options)
    {
        Assert.Contains(expected, CliResult.Of([.. Arguments(options)]).Complaint(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tiny.Folder["epochs"]));
        Assert.False(Directory.Exists(_tiny.Cache));
    }

    [Fact]
    public void SeveralDataSets_MustBeChosenFrom()
    {
        var fields = File.ReadAllText(_tiny.Folder["config/dataset_config.yaml"]);
        _tiny.Folder.Write("config/dataset_config.yaml", fields + "\n" + fields.Replace("tiny:", "again:"));
        _tiny.Edit("config/model_config.yaml", "LR: {model: LR}", "LR: {model: LR, dataset_id: again}");
        Assert.Contains(
            "--dataset: found none; allowed: ", CliResult.Of([.. Arguments()]).Complaint(), StringComparison.Ordinal);
    }

    IEnumerable<string> Arguments(params string[] options) =>
    [
        "bench", "epochs", "--config", _tiny.Config, "--out", _tiny.Folder["epochs"], "--cache", _tiny.Cache,
        "--threads", "1", .. options,
    ];

    static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    static double Number(string cell) => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);
}
