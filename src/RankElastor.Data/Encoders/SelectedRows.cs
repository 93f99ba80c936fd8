using RankElastor.Data.Sources;

namespace RankElastor.Data.Encoders;

/// <summary>A chunk and, ascending, those of its rows that belong to a split; reused like the chunk.</summary>
sealed class SelectedRows
{
    readonly List<int> _rows = [];

    /// <summary>The chunk.</summary>
    public RowChunk Chunk { get; private set; } = new(1);

    /// <summary>Rows of the chunk.</summary>
    public ReadOnlySpan<int> Rows => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows);

    /// <summary>Chooses rows of a chunk whose first row has the number <paramref name="first"/> in its source.</summary>
    public void Choose(RowChunk chunk, long first, Func<long, bool> keeps)
    {
        Chunk = chunk;
        _rows.Clear();
        for (var row = 0; row < chunk.Rows; row++)
        {
            if (keeps(first + row))
            {
                _rows.Add(row);
            }
        }
    }
}
