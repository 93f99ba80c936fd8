using RankElastor.Data.Files;

namespace RankElastor.Data.Encoders.Vocabularies;

/// <summary>
/// The memory that the counters of one pass share, and the folder for what they put on disk when it is spent. The
/// result of counting does not depend on it. Safe to use from several threads.
/// </summary>
sealed class CountingBudget(long bytes = CountingBudget.Standard) : IDisposable
{
    /// <summary>1 GiB: some 12 million distinct tokens of 8 bytes.</summary>
    public const long Standard = 1L << 30;

    readonly Lock _lock = new();
    WorkFolder? _folder;
    long _used;
    int _files;

    public int Spills => _files;

    /// <summary>Books bytes taken (below 0: given back); true when all counters have spent the budget.</summary>
    public bool Take(long taken) => Interlocked.Add(ref _used, taken) > bytes;

    public string NewFile()
    {
        lock (_lock)
        {
            _folder ??= WorkFolder.Temporary();
            return Path.Combine(_folder.Path, $"{_files++}.run");
        }
    }

    public void Dispose() => _folder?.Dispose();
}
