namespace RankElastor.Data.Rows;

/// <summary>
/// The ids of one sequence field, row behind row, without the padding in front of a row's first id and behind its last:
/// memory grows with what is there, not with the longest row. Padding between two ids stays, as id 0. Rows are set in
/// order: setting one forgets those behind it.
/// </summary>
/// <param name="length">Positions of a row with its padding.</param>
/// <param name="capacity">The most rows.</param>
public sealed class SequenceColumn(int length, int capacity)
{
    readonly int[] _ends = new int[capacity + 1]; // of row r − 1, which is where row r begins
    readonly int[] _starts = new int[capacity];
    int[] _ids = [];

    /// <summary>Positions of a row with its padding.</summary>
    public int Length { get; } = length;

    /// <summary>Bytes in use by so many rows.</summary>
    public long BytesOf(int rows) => sizeof(int) * (Ids(rows).Length + 2L * rows);

    /// <summary>The ids of the first <paramref name="rows"/> rows.</summary>
    public ReadOnlySpan<int> Ids(int rows) => _ids.AsSpan(0, _ends[rows]);

    /// <summary>Where each of the first rows begins among <see cref="Ids"/>, and the end of the last.</summary>
    public ReadOnlySpan<int> Offsets(int rows) => _ends.AsSpan(0, rows + 1);

    /// <summary>By row the position of its first id.</summary>
    public ReadOnlySpan<int> Starts(int rows) => _starts.AsSpan(0, rows);

    /// <summary>A row's ids.</summary>
    public ReadOnlySpan<int> Row(int row) => _ids.AsSpan(_ends[row], _ends[row + 1] - _ends[row]);

    /// <summary>The position of a row's first id.</summary>
    public int Start(int row) => _starts[row];

    /// <summary>Sets a row from all its positions.</summary>
    public void SetPadded(int row, ReadOnlySpan<int> positions)
    {
        var first = Math.Max(0, positions.IndexOfAnyExcept(0));
        var ids = positions[first..(positions.LastIndexOfAnyExcept(0) + 1 is var end && end > first ? end : first)];
        Set(row, ids.IsEmpty ? 0 : first, ids);
    }

    /// <summary>Sets a row to ids from a position on.</summary>
    public void Set(int row, int start, ReadOnlySpan<int> ids)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + ids.Length, Length, nameof(ids));
        ids.CopyTo(Room(row, start, ids.Length));
    }

    /// <summary>Copies a row of another column.</summary>
    public void CopyRow(SequenceColumn from, int row, int place) => Set(place, from._starts[row], from.Row(row));

    /// <summary>A row's positions, padding as 0.</summary>
    public void CopyPadded(int row, Span<int> positions)
    {
        positions.Clear();
        Row(row).CopyTo(positions[_starts[row]..]);
    }

    /// <summary>Makes a row of so many ids, to be filled.</summary>
    internal Span<int> Room(int row, int start, int count)
    {
        var first = _ends[row];
        var end = checked(first + count);
        if (end > _ids.Length)
        {
            Array.Resize(ref _ids, (int)Math.Min(Math.Max(end, 2L * _ids.Length), Array.MaxLength));
        }

        (_starts[row], _ends[row + 1]) = (start, end);
        return _ids.AsSpan(first, count);
    }
}
