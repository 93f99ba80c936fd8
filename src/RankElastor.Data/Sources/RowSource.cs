using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Sources;

/// <summary>
/// Raw rows as text, read once from start to end in bounded memory. Every format (CSV, libsvm, Parquet, SQL) becomes
/// this, so that encoders see one thing: the UTF-8 bytes of each value, the elements of a list, or null. Only columns
/// that somebody asked for are read: what the others are called or hold is no matter.
/// </summary>
abstract class RowSource : IDisposable
{
    const int MostNames = 40;
    readonly List<int> _used = [];
    readonly List<string> _remarks = [];

    public abstract string Name { get; }

    /// <summary>The names of all columns that are there; they may be empty or equal.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>What the rows read so far showed that the user should know, one line each.</summary>
    public virtual IReadOnlyList<string> Remarks => _remarks;

    /// <summary>The columns asked for: for each place in a chunk the index in <see cref="Columns"/>.</summary>
    protected IReadOnlyList<int> Used => _used;

    /// <summary>Asks for a column; gives its place in the chunks of every reading that begins later.</summary>
    /// <exception cref="InputException">There is no such column, or there are several.</exception>
    public int Use(string column)
    {
        var index = Columns.Index().Where(entry => entry.Item == column).Select(entry => entry.Index).ToList() switch
        {
            [var only] => only,
            [] => throw new InputException(
                $"{Name}: no column '{column}'; columns: {Listed(Columns)}{HintFor(column)}"),
            _ => throw InputException.At(Name, $"column '{column}' twice", "distinct names of columns that are used"),
        };
        if (!_used.Contains(index))
        {
            _used.Add(index);
        }

        return _used.IndexOf(index);
    }

    /// <summary>Asks for every column, in order.</summary>
    public void UseAll()
    {
        _used.Clear();
        _used.AddRange(Enumerable.Range(0, Columns.Count));
    }

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

    /// <summary>The likely reason why a column is missing, as the end of a message.</summary>
    protected virtual string HintFor(string column) => NearMiss.Hint(column, Columns.Where(name => name.Length > 0));

    /// <summary>Names as a message shows them: the first 40, each cut at 40 characters.</summary>
    static string Listed(IReadOnlyList<string> names)
    {
        var shown = names.Take(MostNames).Select(name => name.Length > MostNames ? $"{name[..MostNames]}…" : name);
        var rest = names.Count > MostNames ? $", … ({names.Count})" : "";
        return string.Join(", ", shown).ReplaceLineEndings(" ") + rest;
    }

    /// <summary>Says something once.</summary>
    protected void Remark(string text)
    {
        if (!_remarks.Contains(text))
        {
            _remarks.Add(text);
        }
    }

    public abstract void Dispose();
}
