namespace RankElastor.Data.Sources;

/// <summary>
/// Rows of a CSV file in UTF-8 (RFC 4180): quoted values may hold separators, line breaks and doubled quotes; lines end with LF or
/// CRLF, the last may end without; a byte order mark and blank lines are skipped; an empty value is empty, never null. Every call of
/// <see cref="Read"/> starts at the first row again. Memory: one block of 1 MiB, more only if a single row is longer.
/// </summary>
public sealed class CsvSource : RowSource
{
    readonly int _bufferBytes;
    readonly CsvOptions _options;
    readonly List<string> _columns;

    /// <summary>Opens the file and reads its header.</summary>
    /// <exception cref="InputException">The file is missing or empty, or its header is unusable.</exception>
    public CsvSource(string path, CsvOptions options) : this(path, options, 1 << 20) { }

    /// <summary>As above, with blocks of another size.</summary>
    internal CsvSource(string path, CsvOptions options, int bufferBytes)
    {
        if (options.Separator is '"' or '\r' or '\n' or '\0' or > '\x7f')
        {
            throw InputException.At($"{path}: separator", $"character {(int)options.Separator}", "one ASCII character, not a quote or line end");
        }

        Name = path;
        _options = options;
        _bufferBytes = bufferBytes;
        _columns = ReadColumns();
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => _columns;

    /// <inheritdoc/>
    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        using var parser = Open();
        var chunk = new RowChunk(_columns.Count);
        var skip = _options.HasHeader;
        for (var last = false; ;)
        {
            chunk.Clear();
            chunk.Buffer = parser.Buffer;
            while (chunk.Rows < chunkRows && parser.NextInBuffer(last))
            {
                AddRow(parser, chunk, ref skip);
            }

            var full = chunk.Rows == chunkRows;
            if (chunk.Rows > 0)
            {
                yield return chunk;
            }

            if (!full && last)
            {
                yield break;
            }

            last = last || (!full && !parser.Refill());
        }
    }

    /// <summary>Nothing stays open between reads.</summary>
    public override void Dispose() { }

    CsvParser Open() => new(new TextBlocks(Name, _bufferBytes), (byte)_options.Separator);

    void AddRow(CsvParser parser, RowChunk chunk, ref bool skip)
    {
        if (skip)
        {
            skip = false;
            return;
        }

        if (parser.Count != _columns.Count)
        {
            throw InputException.At($"{Name}:{parser.Line}", $"{parser.Count} values", $"{_columns.Count}");
        }

        for (var i = 0; i < parser.Count; i++)
        {
            var (start, length) = parser[i];
            chunk.Add(start, length);
        }

        chunk.Lines.Add(parser.Line);
    }

    List<string> ReadColumns()
    {
        using var parser = Open();
        var found = parser.NextInBuffer(last: false);
        while (!found && parser.Refill())
        {
            found = parser.NextInBuffer(last: false);
        }

        if (!found && !parser.NextInBuffer(last: true))
        {
            throw InputException.At(Name, "an empty file", _options.HasHeader ? "a header and rows" : "rows");
        }

        var first = Enumerable.Range(0, parser.Count).Select(parser.Text).ToList();
        var columns = _options.Columns?.ToList() ?? first;
        if (!_options.HasHeader && _options.Columns is null)
        {
            throw InputException.At(Name, "neither a header nor column names", "one of them");
        }

        if (columns.Count != first.Count)
        {
            throw InputException.At($"{Name}:{parser.Line}", $"{first.Count} values", $"{columns.Count}");
        }

        var twice = columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? columns : throw InputException.At($"{Name}:{parser.Line}", $"column '{twice.Key}' twice", "distinct names");
    }
}
