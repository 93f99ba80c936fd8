using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Files;

/// <summary>
/// A disk that fails one call below a folder: the k-th of its kind. It leaves half of what a log was given, as a full
/// disk does. Other folders, of tests beside this one, are spared.
/// </summary>
sealed class FaultyDisk : IDisposable
{
    const string Said = "No space left on device";

    static readonly List<FaultyDisk> _all = [];
    readonly string _folder;
    readonly DiskCall _kind;
    readonly int _fails;
    int _calls;

    /// <summary>Fails the call with the number <paramref name="fails"/>, counted from 1; none for 0.</summary>
    public FaultyDisk(string folder, DiskCall kind, int fails)
    {
        (_folder, _kind, _fails) = (folder, kind, fails);
        lock (_all)
        {
            _all.Add(this);
            Disk.Before = Ask;
        }
    }

    /// <summary>Calls of the kind so far.</summary>
    public int Calls => _calls;

    public bool HasFailed => _fails > 0 && _calls >= _fails;

    public void Dispose()
    {
        lock (_all)
        {
            _all.Remove(this);
        }
    }

    static void Ask(DiskCall call, string path)
    {
        FaultyDisk? disk;
        lock (_all)
        {
            disk = _all.Find(disk => path.StartsWith(disk._folder, StringComparison.Ordinal));
        }

        disk?.Answer(call, path);
    }

    void Answer(DiskCall call, string path)
    {
        if (call != _kind || Interlocked.Increment(ref _calls) != _fails)
        {
            return;
        }

        if (call == DiskCall.Write && path.EndsWith(".jsonl", StringComparison.Ordinal))
        {
            using var torn = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            torn.Write("{\"type\":\"st"u8);
        }

        throw new IOException(Said);
    }
}
