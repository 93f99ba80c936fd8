using System.Runtime.InteropServices;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Encoders;

/// <summary>A chunk and, ascending, those of its rows that belong to a split; reused like the chunk.</summary>
sealed class SelectedRows
{
    readonly List<int> _rows = [];

    public RowChunk Chunk { get; private set; } = new(1);
    public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>
    /// Chooses rows of a chunk whose first row has the number <paramref name="first"/> in its source; all of them
    /// without <paramref name="keeps"/>.
    /// </summary>
    public void Choose(RowChunk chunk, long first, long limit, Func<long, bool>? keeps)
    {
        Chunk = chunk;
        _rows.Clear();
        var rows = (int)Math.Min(chunk.Rows, limit - first);
        for (var row = 0; row < rows; row++)
        {
            if (keeps is null || keeps(first + row))
            {
                _rows.Add(row);
            }
        }
    }
}
