using System.Text.Json;

namespace RankElastor.Tests.Cli;

/// <summary>What a run says of its end, and how undefined metrics look.</summary>
[Collection("torch")]
public sealed class EndOfRunTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void ABaseline_StandsBeside_AndTheRunsOwnBitsDoNotMove()
    {
        var with = _tiny.Run("DNN").Done();
        Assert.Matches("(?m)^note: Only 10 steps, 5 an epoch: a smaller batch_size", with.Error);
        Assert.Matches(@"a logistic regression beside: valid AUC 0\.\d{6}   logloss 0\.\d{6}   test AUC", with.Output);
        var report = File.ReadAllText(Path.Combine(_tiny.RunFolder("DNN"), "report.html"));
        Assert.Contains("test AUC of a logistic regression", report, StringComparison.Ordinal);
        Assert.Contains("<li>Only 10 steps, 5 an epoch", report, StringComparison.Ordinal);
        var weights = File.ReadAllBytes(Path.Combine(_tiny.RunFolder("DNN"), "model.safetensors"));
        _tiny.Edit("config/model_config.yaml", "seed: 1", "seed: 1\n    baseline: False");
        var without = _tiny.Run("DNN").Done();
        Assert.DoesNotContain("logistic", without.Output + without.Error, StringComparison.Ordinal);
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(_tiny.RunFolder("DNN"), "model.safetensors")));
    }

    [Fact]
    public void TheSameRun_HasTheSameBaseline()
    {
        Assert.Equal(Logistic(), Logistic());

        string Logistic()
        {
            var simple = _tiny.Run("LR", "--json").Json.GetProperty("logistic");
            return $"{simple.GetProperty("valid")} {simple.GetProperty("test")} {simple.GetProperty("rows")}";
        }
    }

    [Fact]
    public void UndefinedMetrics_AreNullInJson_AndSaidInText()
    {
        _tiny.Run("LR").Done();
        var lines = File.ReadLines(_tiny.Folder["data/test.csv"]).Where(line => !line.StartsWith('1'));
        var negative = _tiny.Folder.Write("negative.csv", string.Join('\n', lines));
        string[] evaluate = ["evaluate", "--run", _tiny.RunFolder("LR"), "--data", negative];
        var json = CliResult.Of([.. evaluate, "--json"]).Json;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("AUC").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("calibration").ValueKind);
        Assert.Equal(JsonValueKind.Number, json.GetProperty("logloss").ValueKind);
        Assert.Contains("AUC undefined (one class only)", CliResult.Of(evaluate).Done().Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfAFolderOfRuns_IsOfAllOfThem()
    {
        _tiny.Run("LR").Done();
        _tiny.Run("LR", "--seed", "2").Done();
        Directory.CreateDirectory(Path.Combine(_tiny.Out, "no run"));
        var path = CliResult.Of("report", _tiny.Out).Done().Output.Trim();
        Assert.Equal(Path.Combine(_tiny.Out, "compare.html"), path);
        var page = File.ReadAllText(path);
        Assert.Contains("Manifest of LR_seed1", page, StringComparison.Ordinal);
        Assert.Contains("Manifest of LR_seed2", page, StringComparison.Ordinal);
    }
}
