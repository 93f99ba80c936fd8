using System.Text.Json;

namespace RankElastor.Tests.Cli;

/// <summary>What each verb says of a result that is selected on its own test rows.</summary>
[Collection("torch")]
public sealed class ProtocolTests : IDisposable
{
    const string Warning = "warning: valid_data: the rows of test_data; the result is selected on its own test rows";
    const string Known = "Protocol bars: the validation rows are the test rows";
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void WithoutProtocol_OneWarningLine_AndTheFactInEveryResult()
    {
        Configure("");
        var run = _tiny.Run("LR", "--json");
        AssertSays(run, Warning, 1);
        Assert.Equal((JsonValueKind.Null, true), Selection(run.Json));
        AssertSays(Prepare(), Warning, 1);
        AssertSays(CliResult.Of("inspect", "--run", _tiny.RunFolder("LR")).Done(), Warning, 1);
        Assert.Contains("<b>weights chosen on</b> the test rows themselves<", Report(), StringComparison.Ordinal);
        Assert.Contains(Warning["warning: ".Length..], Report(), StringComparison.Ordinal);
        var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(_tiny.RunFolder("LR"), "manifest.json")));
        Assert.Equal((JsonValueKind.Null, true), Selection(manifest.RootElement));
    }

    [Fact]
    public void Bars_IsALine_AndNoWarning()
    {
        Configure("protocol: bars");
        var run = _tiny.Run("LR", "--json");
        AssertSays(run, Known, 1);
        Assert.Equal((JsonValueKind.String, true), Selection(run.Json));
        Assert.Equal("bars", run.Json.GetProperty("selection").GetProperty("protocol").GetString());
        foreach (var result in (CliResult[])
            [run, Prepare(), CliResult.Of("inspect", "--run", _tiny.RunFolder("LR")).Done()])
        {
            AssertSays(result, Known, 1);
            Assert.DoesNotContain("valid_data", result.Error, StringComparison.Ordinal);
        }

        Assert.Contains("the test rows themselves (protocol bars)", Report(), StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_HoldsATenthOfTrainOut()
    {
        Configure("protocol: clean");
        var run = _tiny.Run("LR", "--json");
        Assert.Equal((JsonValueKind.String, false), Selection(run.Json));
        AssertSays(run, "Protocol clean: no test row chooses an epoch.", 1);
        Assert.DoesNotContain("valid_data", run.Error, StringComparison.Ordinal);
        var rows = Prepare().Json.GetProperty("rows");
        Assert.Equal(
            (270, 30, 90), (Rows("train"), Rows("valid"), Rows("test"))); // of 300, and 90 as they were
        int Rows(string split) => rows.GetProperty(split).GetInt32();
    }

    [Fact]
    public void AnotherWord_IsOneLine()
    {
        Configure("protocol: cleen");
        Assert.EndsWith(
            "tiny: protocol: found 'cleen'; allowed: bars | clean", _tiny.Run("LR").Complaint(),
            StringComparison.Ordinal);
        _tiny.AssertNothingLeft();
    }

    void Configure(string protocol) => _tiny.Edit(
        "config/dataset_config.yaml", "valid_data: valid.csv", $"valid_data: test.csv\n    {protocol}");

    CliResult Prepare() => CliResult.Of(
        "prepare", "--config", _tiny.Config, "--dataset", "tiny", "--cache", _tiny.Cache, "--json");

    string Report() => File.ReadAllText(Path.Combine(_tiny.RunFolder("LR"), "report.html"));

    static (JsonValueKind Protocol, bool OnTest) Selection(JsonElement record) =>
        record.GetProperty("selection") is var selection
            ? (selection.GetProperty("protocol").ValueKind, selection.GetProperty("on_test").GetBoolean()) : default;

    static void AssertSays(CliResult result, string text, int times) =>
        Assert.Equal(times, result.ErrorLines.Count(line => line.Contains(text, StringComparison.Ordinal)));
}
