namespace RankElastor.Data.Files;

/// <summary>
/// A folder <c>NAME.tmp</c> for work under way, owned by the lock <c>NAME.lock</c> beside it. It disappears when it is
/// disposed; what a killed process left is recognised by its free lock and removed by the next that works there.
/// </summary>
public sealed class WorkFolder : IDisposable
{
    const string Prefix = "rankelastor-";
    const string Lock = ".lock";
    readonly FileLock _lock;

    WorkFolder(FileLock owned)
    {
        (_lock, Path) = (owned, FolderOf(owned.Path));
        Leftovers.Add(Path);
        Leftovers.Add(_lock.Path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>A new folder among the system's temporary ones, which only this user may read.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static WorkFolder Temporary()
    {
        var root = System.IO.Path.GetTempPath();
        Sweep(root, Prefix);
        FileLock? owned;
        do
        {
            owned = FileLock.TryTake(
                System.IO.Path.Combine(root, $"{Prefix}{System.IO.Path.GetRandomFileName()}{Lock}"));
        }
        while (owned is null);

        return Made(owned, path =>
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
                Directory.CreateDirectory(path, Own);
            }
        });
    }

    /// <summary>
    /// The folder <c>TARGET.tmp</c> for what will become <paramref name="target"/>; one owner at a time, others wait.
    /// </summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public static WorkFolder For(string target, Action<string> waiting, CancellationToken stop = default)
    {
        var root = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(target))!;
        DurableFile.CreateFolder(root);
        Sweep(root, "");
        return Made(FileLock.Take(target + Lock, waiting, stop), DurableFile.CreateFolder);
    }

    /// <summary>Removes what killed processes left in a folder beside what is done.</summary>
    public static void RemoveLeftovers(string root) => Sweep(root, "");

    static WorkFolder Made(FileLock owned, Action<string> make)
    {
        try
        {
            DurableFile.Guarded(FolderOf(owned.Path), () =>
            {
                DurableFile.DeleteFolder(FolderOf(owned.Path));
                make(FolderOf(owned.Path));
            });
            return new WorkFolder(owned);
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }

    /// <summary>Removes the folder with all that is in it.</summary>
    public void Dispose()
    {
        DurableFile.TryDelete(Path);
        _lock.Dispose();
        Leftovers.Remove(Path);
        Leftovers.Remove(_lock.Path);
    }

    static void Sweep(string root, string prefix)
    {
        foreach (var left in Directory.EnumerateFiles(root, $"{prefix}*{Lock}").Where(FileLock.IsLock).ToList())
        {
            try
            {
                if (FileLock.TryTake(left) is { } abandoned)
                {
                    new WorkFolder(abandoned).Dispose();
                }
            }
            catch (InputException)
            {
                // another user's
            }
        }
    }

    static string FolderOf(string file) => $"{file[..^Lock.Length]}.tmp";
}
