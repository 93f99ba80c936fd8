using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

/// <summary>All rows of a source as strings, null for null.</summary>
static class Rows
{
    internal static List<string?[]> Of(RowSource source, int chunkRows = 8192)
    {
        var rows = new List<string?[]>();
        foreach (var chunk in source.Read(chunkRows))
        {
            Assert.InRange(chunk.Rows, 1, chunkRows);
            Assert.Equal(chunk.Rows, chunk.Lines.Count);
            for (var row = 0; row < chunk.Rows; row++)
            {
                rows.Add([.. Enumerable.Range(0, chunk.Columns)
                    .Select(column => chunk.IsNull(row, column) ? null : chunk.Text(row, column))]);
            }
        }

        return rows;
    }

    internal static string Joined(RowSource source, int chunkRows = 8192) =>
        string.Join("|", Of(source, chunkRows).Select(row => string.Join(",", row.Select(value => value ?? "null"))));
}
