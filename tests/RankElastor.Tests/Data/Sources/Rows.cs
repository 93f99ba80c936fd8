using System.Text;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

/// <summary>All rows of a source, every column of it, as strings: null for null, [a;b] for a list.</summary>
static class Rows
{
    internal static List<string?[]> Of(RowSource source, int chunkRows = 8192)
    {
        source.UseAll();
        return Used(source, chunkRows);
    }

    /// <summary>The columns that were asked for before.</summary>
    internal static List<string?[]> Used(RowSource source, int chunkRows = 8192)
    {
        var rows = new List<string?[]>();
        foreach (var chunk in source.Read(chunkRows))
        {
            Assert.InRange(chunk.Rows, 1, chunkRows);
            Assert.Equal(chunk.Rows, chunk.Lines.Count);
            for (var row = 0; row < chunk.Rows; row++)
            {
                rows.Add([.. Enumerable.Range(0, chunk.Columns)
                    .Select(column => Text(chunk, row, column))]);
            }
        }

        return rows;
    }

    static string? Text(RowChunk chunk, int row, int column)
    {
        if (!chunk.IsList(row, column))
        {
            return chunk.IsNull(row, column) ? null : chunk.Text(row, column);
        }

        var texts = new List<string>();
        for (var elements = chunk.Elements(row, column, "^"u8); elements.Left > 0;)
        {
            texts.Add(Encoding.UTF8.GetString(elements.Next()));
        }

        return $"[{string.Join(';', texts)}]";
    }

    internal static string Joined(RowSource source, int chunkRows = 8192) =>
        string.Join("|", Of(source, chunkRows).Select(row => string.Join(",", row.Select(value => value ?? "null"))));
}
