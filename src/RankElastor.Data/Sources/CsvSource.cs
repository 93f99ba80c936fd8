using RankElastor.Data.Files;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Sources;

/// <summary>
/// Rows of a CSV file in UTF-8 (RFC 4180): quoted values may hold separators, line breaks and doubled quotes; lines
/// end with LF or CRLF, the last may end without; a byte order mark is skipped, and so are blank lines, except in a
/// file of one column, where each is an empty value; an empty value is empty, never null. Every call of
/// <see cref="Read"/> starts at the first row again. Memory: some blocks of 256 KiB, more only if a single row is
/// longer.
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
        var rows = new CsvRows(Name, Separator, _columns.Count, Used);
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
        var window = new CsvWindow(blocks, Name, Separator, _columns.Count, Used, 2 * workers.Threads);
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

    protected override string HintFor(string column) =>
        base.HintFor(column) is { Length: > 0 } near ? near
        : CsvAdvice.SeparatorOf(_columns, column) is { } separator ? CsvAdvice.Of(separator)
        : _options.HasHeader && CsvAdvice.IsData(_columns) ? "; the first line looks like data: header: False?"
        : "";

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

        if (!_options.HasHeader && CsvAdvice.IsHeader(first, columns))
        {
            throw InputException.At(
                $"{Name}:{parser.Line}", "column names", "rows alone, because header is False; header: True?");
        }

        return columns.Count == first.Count ? columns
            : throw new InputException($"{Name}:{parser.Line}: found {first.Count} values; allowed: {columns.Count}"
                + (CsvAdvice.SeparatorOf(first, columns.Count) is { } separator ? CsvAdvice.Of(separator) : ""));
    }
}
