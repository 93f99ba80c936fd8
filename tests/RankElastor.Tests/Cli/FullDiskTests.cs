namespace RankElastor.Tests.Cli;

/// <summary>A disk without room: one line, exit code 2, and nothing that looks complete and is not.</summary>
[Trait("kind", "slow")]
public sealed class FullDiskTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Prepare_LeavesNothing()
    {
        Assert.Contains("cannot write", Limited(1, "prepare", "--config", _tiny.Config, "--dataset", "tiny", "--cache", _tiny.Cache), StringComparison.Ordinal);
        _tiny.AssertNothingLeft();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(12)]
    public void Run_LeavesNoHalfWrittenFile(int kibibytes)
    {
        Limited(kibibytes, "run", "--config", _tiny.Config, "--expid", "RankElastor", "--out", _tiny.Out, "--cache", _tiny.Cache, "--threads", "1");
        Assert.Empty(Directory.GetFiles(_tiny.Folder.Path, "*.tmp-*", SearchOption.AllDirectories));
        Assert.False(File.Exists(Path.Combine(_tiny.RunFolder("RankElastor"), "model.safetensors")));
        _tiny.Run("RankElastor", "--resume").Done(); // with room again
    }

    static string Limited(int kibibytes, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs ulimit");
        using var process = ChildProcess.StartLimited(kibibytes, arguments);
        var code = process.Wait();
        Assert.True(code == 2, $"exit code {code}: {process.Error}");
        return Assert.Single(process.Error.Split('\n'), line => line.StartsWith("rankelastor: ", StringComparison.Ordinal));
    }
}
