namespace RankElastor.Data.Files;

/// <summary>Files and folders of work under way: they go with it, and where a signal ends the process before.</summary>
public static class Leftovers
{
    const int Tries = 5; // somebody may still be writing into a folder
    static readonly HashSet<string> _all = [];

    /// <summary>From now on a signal takes this path with it.</summary>
    internal static void Add(string path)
    {
        lock (_all)
        {
            _all.Add(Path.GetFullPath(path));
        }
    }

    /// <summary>The work is done: what is there stays.</summary>
    internal static void Remove(string path)
    {
        lock (_all)
        {
            _all.Remove(Path.GetFullPath(path));
        }
    }

    /// <summary>Deletes all, for a process that ends next: whoever begins new work waits for that end.</summary>
    public static void DeleteAll()
    {
        Monitor.Enter(_all); // and never left
        foreach (var path in _all)
        {
            for (var left = Tries; left > 0 && (File.Exists(path) || Directory.Exists(path)); left--)
            {
                DurableFile.TryDelete(path);
            }
        }
    }
}
