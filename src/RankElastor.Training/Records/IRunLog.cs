namespace RankElastor.Training.Records;

/// <summary>A run's records in order: appended while it runs, cut where a resumed run does steps again.</summary>
public interface IRunLog : IDisposable
{
    /// <summary>A position behind the last record, for <see cref="CutAt"/>.</summary>
    long Length { get; }

    /// <summary>Adds one record.</summary>
    void Write(RunRecord record);

    /// <summary>Makes the records so far last through a crash of the machine.</summary>
    void Sync();

    /// <summary>
    /// Drops what lies beyond a position: the records of steps that a resumed run does again. A log that ends before
    /// it (the machine crashed) loses a torn last line.
    /// </summary>
    void CutAt(long length);

    /// <summary>The records so far.</summary>
    IReadOnlyList<RunRecord> Read();
}

/// <summary>A log in memory, for runs that leave no files.</summary>
public sealed class MemoryLog : IRunLog
{
    readonly List<RunRecord> _records = [];

    /// <inheritdoc/>
    public long Length => _records.Count;

    /// <inheritdoc/>
    public void Write(RunRecord record) => _records.Add(record);

    /// <summary>Nothing outlives the process.</summary>
    public void Sync() { }

    /// <inheritdoc/>
    public void CutAt(long length)
    {
        if (length < _records.Count)
        {
            _records.RemoveRange((int)length, _records.Count - (int)length);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> Read() => [.. _records];

    /// <summary>Nothing is open.</summary>
    public void Dispose() { }
}
