using System.Runtime.ExceptionServices;
using RankElastor.Data.Files;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Sources;

/// <summary>
/// Some blocks of a CSV file that are parsed at the same time. A block that cannot be read or parsed ends the window:
/// what lies before it is handed out first, so that the error raised is that of the first bad row, whatever the
/// threads.
/// </summary>
sealed class CsvWindow(
    CsvBlocks source, string name, byte separator, int columns, IReadOnlyList<int> used, int size)
{
    readonly CsvBlock[] _blocks = [.. Enumerable.Range(0, size).Select(_ => new CsvBlock(name))];
    readonly CsvRows[] _rows =
        [.. Enumerable.Range(0, size).Select(_ => new CsvRows(name, separator, columns, used))];
    readonly List<RowChunk> _chunks = [];
    int _filled;
    Exception? _failure;

    /// <summary>Reads the next blocks, on request without the first row; false at the end of the file.</summary>
    internal bool Fill(ref bool skip)
    {
        try
        {
            for (_filled = 0; _filled < size && source.Next(_blocks[_filled]); _filled++)
            {
                skip = skip && !CsvRows.Skip(_blocks[_filled], separator);
            }
        }
        catch (InputException error)
        {
            _failure = error;
        }

        return _filled > 0 || _failure is not null;
    }

    /// <summary>The rows of the blocks, a chunk per block, without empty ones; up to the first bad row.</summary>
    internal IReadOnlyList<RowChunk> Parse(Workers workers)
    {
        var failures = new Exception?[_filled];
        workers.ForEach(_filled, index =>
        {
            try
            {
                _rows[index].Parse(_blocks[index], int.MaxValue);
            }
            catch (InputException error)
            {
                failures[index] = error;
            }
        });
        var bad = Array.FindIndex(failures, failure => failure is not null);
        _failure = bad < 0 ? _failure : failures[bad];
        _chunks.Clear();
        _chunks.AddRange(_rows.Take(bad < 0 ? _filled : bad + 1).Select(rows => rows.Chunk)
            .Where(chunk => chunk.Rows > 0));
        return _chunks;
    }

    internal void ThrowIfBroken()
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }
}
