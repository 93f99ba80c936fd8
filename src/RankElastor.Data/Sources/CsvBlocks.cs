using RankElastor.Data.Files;
namespace RankElastor.Data.Sources;

/// <summary>
/// Cuts a CSV file into blocks that end at row ends, in file order. Without a quote in sight the last line feed of
/// the buffer is a row end; otherwise the rows are followed one by one, because a quote may hide line feeds. A row
/// that is broken goes with the rest of the buffer, so that whoever parses the block reports it.
/// </summary>
sealed class CsvBlocks(TextBlocks text, byte separator) : IDisposable
{
    const byte Quote = (byte)'"', LineFeed = (byte)'\n';
    readonly CsvBlock _scanned = new(text.Path);
    bool _done;

    /// <summary>The next block, or false at the end of the file.</summary>
    /// <exception cref="InputException">A row is longer than a buffer may grow.</exception>
    internal bool Next(CsvBlock block)
    {
        while (!_done)
        {
            var rest = text.Buffer.AsSpan(text.Position, text.End - text.Position);
            var hasQuotes = rest.Contains(Quote);
            var length = hasQuotes ? WholeRows(rest) : rest.LastIndexOf(LineFeed) + 1;
            if (length == 0 && text.Refill())
            {
                continue;
            }

            _done = length == 0;
            var whole = text.Buffer.AsSpan(text.Position, _done ? text.End - text.Position : length);
            block.Fill(whole, text.Line, hasQuotes);
            text.Line += whole.Count(LineFeed);
            text.Position += whole.Length;
            return whole.Length > 0;
        }

        return false;
    }

    /// <summary>Bytes of the whole rows at the front of the buffer; all of it where a row is broken.</summary>
    int WholeRows(ReadOnlySpan<byte> rest)
    {
        _scanned.Fill(rest, text.Line, hasQuotes: true);
        try
        {
            return new CsvParser(_scanned, separator).SkipRows();
        }
        catch (InputException)
        {
            _done = true;
            return rest.Length;
        }
    }

    public void Dispose() => text.Dispose();
}
