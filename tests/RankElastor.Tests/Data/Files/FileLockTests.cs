using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Files;

public sealed class FileLockTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Lock => _folder["x.lock"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryTake_HasOneOwner_WhoCanBeNamed_AndLeavesNothing()
    {
        using (FileLock.TryTake(Lock))
        {
            Assert.Null(FileLock.TryTake(Lock));
            Assert.Equal($"process {Environment.ProcessId} on {Environment.MachineName}", FileLock.Owner(Lock));
            Assert.True(FileLock.IsLock(Lock));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void TryTake_OfManyAtOnce_NeverHasTwoOwners()
    {
        var (inside, most, taken) = (0, 0, 0);
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var mine = FileLock.TryTake(Lock);
            if (mine is not null)
            {
                Interlocked.Increment(ref taken);
                var now = Interlocked.Increment(ref inside);
                most = Math.Max(most, now);
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            }
        });
        Assert.Equal(1, most);
        Assert.True(taken > 0);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void TryTake_OfWhatAKilledProcessLeft_TakesItOver()
    {
        File.WriteAllText(Lock, $"1 elsewhere {Guid.NewGuid()} and a longer text than the next signature has, surely");
        using var taken = FileLock.TryTake(Lock);
        Assert.Equal($"process {Environment.ProcessId} on {Environment.MachineName}", FileLock.Owner(Lock));
    }

    [Fact]
    public void TryTake_WhereNothingCanBeWritten_IsOneLine() =>
        Assert.Contains(
            "cannot write", Assert.Throws<InputException>(() => FileLock.TryTake(_folder["no/x.lock"])).Message);

    [Fact]
    public void Take_WaitsForTheOwner_AndSaysSoOnce()
    {
        var first = FileLock.TryTake(Lock)!;
        var heard = new List<string>();
        using var later = new Timer(_ => first.Dispose(), null, 600, Timeout.Infinite);
        using var second = FileLock.Take(Lock, heard.Add, TestContext.Current.CancellationToken);
        Assert.Single(heard, $"process {Environment.ProcessId} on {Environment.MachineName}");
    }

    [Fact]
    public void Take_StopsWhenAsked()
    {
        using var first = FileLock.TryTake(Lock)!;
        using var stop = new CancellationTokenSource(100);
        Assert.Throws<OperationCanceledException>(() => FileLock.Take(Lock, _ => { }, stop.Token));
    }

    [Fact]
    public void WorkFolder_IsSweptWhenItsOwnerIsDead_AndOnlyThen()
    {
        var (dead, alive, foreign) = (_folder["dead.tmp"], _folder["alive.tmp"], _folder["yarn.tmp"]);
        foreach (var folder in (string[])[dead, alive, foreign])
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "x"), "");
        }

        File.WriteAllText(_folder["dead.lock"], $"{Environment.ProcessId} {Environment.MachineName} {Guid.NewGuid()}");
        File.WriteAllText(_folder["yarn.lock"], "# yarn lockfile v1");
        using (FileLock.TryTake(_folder["alive.lock"]))
        using (var work = WorkFolder.For(_folder["new"], _ => { }, TestContext.Current.CancellationToken))
        {
            Assert.Equal(_folder["new.tmp"], work.Path);
            Assert.False(Directory.Exists(dead));
            Assert.True(Directory.Exists(alive) && Directory.Exists(foreign));
            Assert.False(File.Exists(_folder["dead.lock"]));
            Assert.Equal("# yarn lockfile v1", File.ReadAllText(_folder["yarn.lock"]));
        }

        Assert.False(Directory.Exists(_folder["new.tmp"]) || File.Exists(_folder["new.lock"]));
    }

    [Fact]
    public void WorkFolder_Temporary_IsPrivate_AndDisappears()
    {
        string path;
        using (var work = WorkFolder.Temporary())
        {
            path = work.Path;
            Assert.Empty(Directory.GetFileSystemEntries(path));
            Assert.True(OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) == 0);
        }

        Assert.False(Directory.Exists(path));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path)[..^4] + "*"));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/etc/x")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void FileName_ThatIsAPath_IsRefused(string name)
    {
        var error = Assert.Throws<InputException>(() => FileName.Checked("model_config.yaml: expid", name)).Message;
        Assert.StartsWith("model_config.yaml: expid: found '", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void FileName_MayBeAnyOther()
    {
        foreach (var name in (string[])["DNN_frappe_x1", "é ü", "..a", "a.b", new string('x', 200)])
        {
            Assert.Equal(name, FileName.Checked("", name));
        }

        Assert.Throws<InputException>(() => FileName.Checked("", new string('é', 101)));
    }
}
