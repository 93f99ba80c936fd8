using System.Text;
using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Files;

public sealed class DurableFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_ThatFailsAtAnyCall_IsOneLine_LeavesTheOldFile_AndNoOther()
    {
        var path = _folder.Write("a.txt", "old");
        foreach (var kind in Enum.GetValues<DiskCall>())
        {
            using var disk = new FaultyDisk(_folder.Path, kind, 1);
            var error = Assert.Throws<InputException>(() => Write(path, "new")).Message;
            Assert.Equal($"{path}: cannot write: No space left on device", error);
            Assert.Equal(["a.txt"], Names());
            Assert.Equal("old", File.ReadAllText(path));
        }
    }

    [Fact]
    public void Write_SyncsTheFileBeforeItsName_AndTheFolderBehind()
    {
        var calls = new List<string>();
        var before = Disk.Before;
        Disk.Before = (call, path) =>
        {
            if (path.StartsWith(_folder.Path, StringComparison.Ordinal))
            {
                calls.Add($"{call} {(path.Contains(".tmp-", StringComparison.Ordinal) ? "file" : "folder")}");
            }
        };
        Write(_folder["a.txt"], "new");
        Disk.Before = before;
        Assert.Equal(["Write file", "Sync file", "Rename file", "Sync folder"], calls);
    }

    [Fact]
    public void Write_SweepsWhatKilledWritersLeft_AndNotWhatLivingOnesHold()
    {
        _folder.Write("a.txt.tmp-12345", "left");
        _folder.Write("ab.txt.tmp-12345", "another's");
        using (DiskStream.Create(_folder["a.txt.tmp-alive"]))
        {
            Write(_folder["a.txt"], "new");
            Assert.Equal(["a.txt", "a.txt.tmp-alive", "ab.txt.tmp-12345"], Names());
        }

        DurableFile.Sweep(_folder.Path);
        Assert.Equal(["a.txt"], Names());
    }

    [Fact]
    public void Write_ThroughALink_KeepsTheLink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "makes links");
        _folder.Write("target.txt", "old");
        File.CreateSymbolicLink(_folder["link.txt"], "target.txt");
        Write(_folder["link.txt"], "new");
        Assert.Equal("new", File.ReadAllText(_folder["target.txt"]));
        Assert.Equal("target.txt", new FileInfo(_folder["link.txt"]).LinkTarget);
    }

    [Fact]
    public void Write_ToADevice_LeavesTheDevice()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "needs /dev/null");
        Write("/dev/null", "gone");
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        Assert.Empty(Directory.GetFiles("/dev", "null.tmp-*"));
        File.CreateSymbolicLink(_folder["null"], "/dev/null");
        Write(_folder["null"], "gone");
        Assert.NotNull(new FileInfo(_folder["null"]).LinkTarget);
    }

    [Fact]
    public void Write_ToAPipe_IsReadAtItsOtherEnd()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "makes a named pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_folder["pipe"]]))
        {
            made.WaitForExit();
        }

        var read = Task.Run(() => File.ReadAllText(_folder["pipe"]), TestContext.Current.CancellationToken);
        Write(_folder["pipe"], "through");
#pragma warning disable xUnit1031 // the writer has ended
        Assert.Equal("through", read.Result);
#pragma warning restore xUnit1031
    }

    [Fact]
    public void Write_BelowDevShm_IsAFileLikeAnother()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "needs /dev/shm");
        var path = $"/dev/shm/rankelastor-{Guid.NewGuid()}/a.txt";
        try
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
            Write(path, "first, and long");
            Write(path, "second");
            Assert.Equal("second", File.ReadAllText(path));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void CreateFolder_SyncsEachFolderThatGotOneMore()
    {
        using var disk = new FaultyDisk(_folder.Path, DiskCall.Sync, 0);
        DurableFile.CreateFolder(_folder["a/b/c"]);
        DurableFile.CreateFolder(_folder["a/b/c"]);
        Assert.Equal(3, disk.Calls);
        Assert.True(Directory.Exists(_folder["a/b/c"]));
    }

    IEnumerable<string?> Names() =>
        Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    static void Write(string path, string text) =>
        DurableFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
