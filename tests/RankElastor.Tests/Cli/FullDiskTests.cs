namespace RankElastor.Tests.Cli;

/// <summary>A disk without room: one line, exit code 2, and no file that looks complete and is not.</summary>
[Collection("torch")]
[Trait("kind", "slow")]
public sealed class FullDiskTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public FullDiskTests()
    {
        Directory.CreateDirectory(_tiny.Folder["disk"]);
        Directory.CreateDirectory(_tiny.Out);
    }

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Prepare_LeavesNothing()
    {
        Assert.Contains(
            "cannot write: No space left on device",
            OnSmallDisk(12, "prepare", "--config", _tiny.Config, "--dataset", "tiny", "--cache", _tiny.Folder["disk"]),
            StringComparison.Ordinal);
        _tiny.AssertNothingLeft();
    }

    [Theory]
    [InlineData(12)]
    [InlineData(64)]
    [InlineData(150)]
    public void Run_LeavesNoHalfWrittenFile_AndResumes(int kibibytes)
    {
        var complaint = OnSmallDisk(
            kibibytes, "run", "--config", _tiny.Config, "--expid", "RankElastor", "--out", _tiny.Folder["disk"],
            "--cache", _tiny.Cache, "--threads", "1");
        Assert.Contains("No space left on device", complaint, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_tiny.Out, "*.tmp-*", SearchOption.AllDirectories));
        var resumed = _tiny.Run("RankElastor", "--resume", "--json").Json;
        Assert.Equal(2, resumed.GetProperty("epochs").GetInt32());
    }

    /// <summary>What is left on the disk comes to the folder of runs.</summary>
    string OnSmallDisk(int kibibytes, params string[] arguments)
    {
        using var process = ChildProcess.WithSmallDisk(kibibytes, _tiny.Folder["disk"], _tiny.Out, arguments);
        Assert.SkipWhen(process is null, "needs the right to mount a small disk");
        var code = process.Wait();
        Assert.True(code == 2, $"exit code {code}: {process.Error}");
        return Assert.Single(
            process.Error.Split('\n'), line => line.StartsWith("rankelastor: ", StringComparison.Ordinal));
    }
}
