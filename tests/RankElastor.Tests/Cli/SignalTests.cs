using System.Diagnostics;

namespace RankElastor.Tests.Cli;

/// <summary>Signals and pipes: every verb ends promptly, and leaves nothing behind.</summary>
[Collection("torch")]
[Trait("kind", "slow")]
public sealed class SignalTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public SignalTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends signals");
        Directory.CreateDirectory(_tiny.Folder["temporary"]);
        using var make = Process.Start("mkfifo", [Silent, Log]);
        make.WaitForExit();
    }

    public void Dispose() => _tiny.Dispose();

    /// <summary>A pipe into which nobody writes: who reads it waits.</summary>
    string Silent => _tiny.Folder["silent.csv"];

    string Log => Path.Combine(Directory.CreateDirectory(_tiny.Folder["waiting"]).FullName, "log.jsonl");

    [Theory]
    [InlineData("TERM", "prepare")]
    [InlineData("HUP", "predict")]
    [InlineData("INT", "evaluate")]
    [InlineData("TERM", "inspect")]
    [InlineData("HUP", "report")]
    [InlineData("INT", "gate")]
    [InlineData("TERM", "bench")]
    public void Signal_EndsTheVerb_WithExitCode130_AndNothingLeft(string signal, string verb)
    {
        _tiny.Run("LR").Done();
        if (verb == "prepare")
        {
            _tiny.Edit("config/dataset_config.yaml", "train_data: train.csv", $"train_data: {Silent}");
        }

        string[] run = ["--run", _tiny.RunFolder("LR"), "--data", Silent];
        using var process = Start(verb switch
        {
            "prepare" => ["--config", _tiny.Config, "--dataset", "tiny", "--cache", _tiny.Folder["other"]],
            "predict" => [.. run, "--out", _tiny.Folder["p.txt"]],
            "report" => [Path.GetDirectoryName(Log)!],
            "gate" => ["--run", Path.GetDirectoryName(Log)!, "--baseline", _tiny.RunFolder("LR")],
            "bench" => ["gemm", "--seconds", "100"],
            _ => run,
        }, verb);
        WaitUntilItHearsSignals(process);
        Kill(process, signal);
        Assert.True(process.WaitForExit(20_000));
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("rankelastor: interrupted", process.StandardError.ReadToEnd().TrimEnd().Split('\n')[^1]);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("run … 2>/dev/full", 0)]
    [InlineData("run … 2>&-", 0)]
    [InlineData("run … >/dev/full", 2)]
    [InlineData("predict … --out /dev/stdout | head -1 >/dev/null; exit ${PIPESTATUS[0]}", 0)]
    public void FullAndClosedStreams_DoNotEndTheWork(string form, int code)
    {
        _tiny.Run("LR").Done();
        var data = _tiny.Folder["data/test.csv"];
        var line = form
            .Replace("run …", $"run --config {_tiny.Config} --expid DNN --out {_tiny.Out} --cache {_tiny.Cache}",
                StringComparison.Ordinal)
            .Replace("predict …", $"predict --run {_tiny.RunFolder("LR")} --data {data}", StringComparison.Ordinal);
        using var process = Bash($"dotnet exec \"{Program}\" {line}");
        var error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        Assert.True(code == process.ExitCode, $"{process.ExitCode}: {error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        if (form[0] == 'r')
        {
            Assert.True(File.Exists(Path.Combine(_tiny.RunFolder("DNN"), "model.safetensors")));
        }
    }

    [Fact]
    public void HangUp_IsIgnored_WhereTheShellIgnoresIt()
    {
        _tiny.Run("LR").Done();
        using var process = Bash(
            $"trap '' HUP; exec dotnet exec \"{Program}\" evaluate --run {_tiny.RunFolder("LR")} --data {Silent}");
        WaitUntilItHearsSignals(process);
        Kill(process, "HUP");
        Assert.False(process.WaitForExit(1000));
        Kill(process, "TERM");
        Assert.True(process.WaitForExit(20_000));
        Assert.Equal(130, process.ExitCode);
    }

    static string Program => Path.Combine(AppContext.BaseDirectory, "RankElastor.Cli.dll");

    Process Start(IEnumerable<string> arguments, string verb) =>
        Start(new ProcessStartInfo("dotnet", ["exec", Program, verb, .. arguments]));

    Process Bash(string script) => Start(new ProcessStartInfo("bash", ["-c", script]));

    Process Start(ProcessStartInfo start)
    {
        (start.RedirectStandardError, start.RedirectStandardOutput) = (true, true);
        start.Environment["TMPDIR"] = _tiny.Folder["temporary"];
        return Process.Start(start)!;
    }

    /// <summary>The process catches SIGTERM: it has come so far.</summary>
    static void WaitUntilItHearsSignals(Process process)
    {
        Assert.SkipUnless(File.Exists($"/proc/{process.Id}/status"), "looks into /proc");
        var caught = SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(20);
                var line = File.ReadLines($"/proc/{process.Id}/status").First(
                    text => text.StartsWith("SigCgt:", StringComparison.Ordinal));
                return (Convert.ToUInt64(line[7..].Trim(), 16) >> 14 & 1) == 1;
            },
            20_000);
        Assert.True(caught, "never listens");
        Thread.Sleep(500); // into its work
    }

    static void Kill(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    void AssertNothingLeft()
    {
        Assert.Empty(Directory.GetFileSystemEntries(_tiny.Folder["temporary"], "rankelastor*"));
        Assert.Empty(Directory.GetFileSystemEntries(_tiny.Folder.Path, "*.tmp-*", SearchOption.AllDirectories));
        Assert.False(File.Exists(_tiny.Folder["p.txt"]));
        Assert.False(
            Directory.Exists(_tiny.Folder["other"])
            && Directory.EnumerateFileSystemEntries(_tiny.Folder["other"]).Any());
    }
}
