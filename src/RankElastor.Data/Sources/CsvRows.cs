using System.Runtime.Intrinsics;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>Turns blocks of CSV into chunks of rows and checks the number of values per row.</summary>
sealed class CsvRows(string name, byte separator, int columns, IReadOnlyList<int> used)
{
    /// <summary>The rows of the last <see cref="Parse"/>; reused.</summary>
    internal RowChunk Chunk { get; } = new(columns, used);

    /// <summary>Skips the first row that is not blank; false when the block holds none.</summary>
    internal static bool Skip(CsvBlock block, byte separator) => new CsvParser(block, separator).Next();

    /// <summary>The next rows of the block, at most so many; false when there are none left.</summary>
    /// <exception cref="InputException">A row is broken or has too few or too many values.</exception>
    internal bool Parse(CsvBlock block, int mostRows)
    {
        Chunk.Clear();
        Chunk.Buffer = block.Buffer;
        if (!block.HasQuotes && Vector256.IsHardwareAccelerated)
        {
            CsvPlainBlock.Cut(block, separator, Chunk, mostRows);
        }

        for (var parser = new CsvParser(block, separator, columns == 1); Chunk.Rows < mostRows && parser.Next();)
        {
            Add(parser);
        }

        return Chunk.Rows > 0;
    }

    void Add(CsvParser parser)
    {
        if (parser.Count != columns)
        {
            throw InputException.At($"{name}:{parser.Line}", $"{parser.Count} values", $"{columns}");
        }

        for (var i = 0; i < parser.Count; i++)
        {
            var (start, length) = parser[i];
            Chunk.Add(start, length);
        }

        Chunk.Lines.Add(parser.Line);
    }
}
