using RankElastor.Data.Files;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Sources;

/// <summary>
/// Rows of a CSV file in UTF-8 (RFC 4180): quoted values may hold separators, line breaks and doubled quotes; lines
/// end with LF or CRLF, the last may end without; a byte order mark and blank lines are skipped; an empty value is
/// empty, never null. Every call of <see cref="Read"/> starts at the first row again. Memory: some blocks of 256 KiB,
/// more only if a single row is longer.
/// </summary>
sealed class CsvSource : RowSource
{
    readonly int _bufferBytes;
    readonly CsvOptions _options;
    readonly List<string> _columns;

    /// <summary>Opens the file and reads its header.</summary>
    /// <exception cref="InputException">The file is missing or empty, or its header is unusable.</exception>
    public CsvSource(string path, CsvOptions options) : this(path, options, 1 << 18) { }

    internal CsvSource(string path, CsvOptions options, int bufferBytes)
    {
        if (options.Separator is '"' or '\r' or '\n' or '\0' or > '\x7f')
        {
            throw InputException.At($"{path}: separator", $"character {(int)options.Separator}",
                "one ASCII character, not a quote or line end");
        }

        Name = path;
        _options = options;
        _bufferBytes = bufferBytes;
        _columns = ReadColumns();
    }

    public override string Name { get; }
    public override IReadOnlyList<string> Columns => _columns;
    byte Separator => (byte)_options.Separator;

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        using var blocks = Open();
        var block = new CsvBlock(Name);
        var rows = new CsvRows(Name, Separator, _columns.Count);
        for (var skip = _options.HasHeader; blocks.Next(block);)
        {
            for (skip = skip && !CsvRows.Skip(block, Separator); rows.Parse(block, chunkRows);)
            {
                yield return rows.Chunk;
            }
        }
    }

    internal override IEnumerable<IReadOnlyList<RowChunk>> ReadWindows(Workers workers)
    {
        using var blocks = Open();
        var window = new CsvWindow(blocks, Name, Separator, _columns.Count, 2 * workers.Threads);
        for (var skip = _options.HasHeader; window.Fill(ref skip);)
        {
            var chunks = window.Parse(workers);
            if (chunks.Count > 0)
            {
                yield return chunks;
            }

            window.ThrowIfBroken();
        }
    }

    public override void Dispose() { }

    CsvBlocks Open() => new(new TextBlocks(Name, _bufferBytes), Separator);

    List<string> ReadColumns()
    {
        using var blocks = Open();
        var block = new CsvBlock(Name);
        var parser = new CsvParser(block, Separator);
        var found = false;
        while (!found && blocks.Next(block))
        {
            found = parser.Next();
        }

        if (!found)
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
        return twice is null ? columns
            : throw InputException.At($"{Name}:{parser.Line}", $"column '{twice.Key}' twice", "distinct names");
    }
}
