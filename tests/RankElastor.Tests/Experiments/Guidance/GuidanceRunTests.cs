using RankElastor.Tests.Cli;

namespace RankElastor.Tests.Experiments.Guidance;

/// <summary>lab guidance as a command: real trainings on a few rows.</summary>
[Collection("torch")]
public sealed class GuidanceRunTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void ATableThatWasNotTriedWhole_IsOneLine()
    {
        _tiny.Folder.Write(
            "a.yaml",
            """
            base_config: ./config
            base_expid: DNN
            dataset_id: tiny
            search: {method: random, epochs: 2, guide: {hidden_units: embedding}}
            tuner_space:
                hidden_units: [[8, 4], [6], [8]]
                epochs: 1
            """);
        var refused = CliResult.Of(
            "lab", "guidance", "--config", _tiny.Folder["a.yaml"], "--out", _tiny.Folder["lab"],
            "--cache", _tiny.Cache, "--threads", "1");
        Assert.EndsWith(
            "a.yaml: search: found 2 of 3 points tried; allowed: method: random, and epochs enough for all",
            refused.Complaint());
        Assert.Empty(Directory.GetFiles(_tiny.Folder["lab"], "guidance.md", SearchOption.AllDirectories));
    }
}
