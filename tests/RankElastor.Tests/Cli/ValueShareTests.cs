using System.Text.RegularExpressions;

namespace RankElastor.Tests.Cli;

/// <summary>Every verb that encodes rows says how many ids are unknown, and why.</summary>
[Collection("torch")]
public sealed partial class ValueShareTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Verbs_NameTheFieldAndTheSpelling_OfAFileThatIsWrittenOtherwise()
    {
        Assert.DoesNotContain("unknown ids, out", _tiny.Run("LR").Done().Error, StringComparison.Ordinal);
        var run = _tiny.RunFolder("LR");
        var test = File.ReadAllText(_tiny.Folder["data/test.csv"]);
        var upper = _tiny.Folder.Write("upper.csv", Users().Replace(test, ",U"));
        string[] file = ["--run", run, "--data", upper];
        foreach (var result in (CliResult[])
        [
            CliResult.Of(["evaluate", .. file]), CliResult.Of(["inspect", .. file]),
            CliResult.Of(["predict", .. file, "--out", _tiny.Folder["p.txt"]]),
        ])
        {
            var error = result.Done().Error;
            Assert.Contains(
                "Unknown ids (train / valid / test / upper.csv): user 0.0 % / 0.0 % / 0.0 % / 100.0 %",
                error, StringComparison.Ordinal);
            Assert.Contains(Warning("upper.csv"), error, StringComparison.Ordinal);
            Assert.Contains("(train 0.0 %, valid 0.0 %, test 0.0 %); most differ from known ones by upper and lower "
                + "case: 'U", error, StringComparison.Ordinal);
        }

        var same = CliResult.Of("evaluate", "--run", run, "--data", _tiny.Folder["data/test.csv"]).Done();
        Assert.Contains("Unknown ids (train / valid / test / test.csv): none", same.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", same.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Prepare_InspectAndReport_SayWhatTheSplitsHold()
    {
        var valid = _tiny.Folder["data/valid.csv"];
        File.WriteAllText(valid, Users().Replace(File.ReadAllText(valid), ",U"));
        var warning = Warning("valid");
        Assert.Contains(warning, _tiny.Run("LR").Done().Error, StringComparison.Ordinal);
        var reused = CliResult.Of(
            "prepare", "--config", _tiny.Config, "--dataset", "tiny", "--cache", _tiny.Cache, "--json");
        Assert.True(reused.Json.GetProperty("reused").GetBoolean());
        Assert.Contains(warning, reused.Error, StringComparison.Ordinal);
        var user = reused.Json.GetProperty("shares")[1].GetProperty("fields")[0];
        Assert.Equal((100, 100), (user.GetProperty("unknown").GetInt32(), user.GetProperty("values").GetInt32()));
        var inspected = CliResult.Of("inspect", "--run", _tiny.RunFolder("LR")).Done();
        Assert.Contains(warning, inspected.Error, StringComparison.Ordinal);
        var report = File.ReadAllText(Path.Combine(_tiny.RunFolder("LR"), "report.html"));
        Assert.Contains(warning["warning: ".Length..], report, StringComparison.Ordinal);
        Assert.Contains("<th>user</th><td>0.0&#160;%</td><td>100.0&#160;%</td><td>0.0&#160;%</td>", report,
            StringComparison.Ordinal);
    }

    static string Warning(string split) => $"warning: user: 100.0 % of its values in {split} are unknown ids";

    [GeneratedRegex(",u(?=[0-9])")]
    private static partial Regex Users();
}
