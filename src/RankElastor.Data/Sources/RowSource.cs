using RankElastor.Data.Files;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Sources;

/// <summary>
/// Raw rows as text, read once from start to end in bounded memory. Every format (CSV, libsvm, Parquet, SQL) becomes
/// this, so that encoders see one thing: the UTF-8 bytes of each value, or null.
/// </summary>
abstract class RowSource : IDisposable
{
    public abstract string Name { get; }
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// The rows in order, in chunks of at most <paramref name="chunkRows"/>. The chunk is reused: read it before
    /// asking for the next. A row with too few or too many values raises <see cref="InputException"/> naming file,
    /// line and the counts.
    /// </summary>
    public abstract IEnumerable<RowChunk> Read(int chunkRows = 8192);

    /// <summary>
    /// The same rows in the same order, several chunks at a time, for several threads to work on; all are reused when
    /// the next are asked for. An error comes after the rows before it.
    /// </summary>
    internal virtual IEnumerable<IReadOnlyList<RowChunk>> ReadWindows(Workers workers) =>
        Read().Select(chunk => (IReadOnlyList<RowChunk>)[chunk]);

    public abstract void Dispose();
}
