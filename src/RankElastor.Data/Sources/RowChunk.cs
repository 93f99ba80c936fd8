using System.Text;

namespace RankElastor.Data.Sources;

/// <summary>Consecutive rows of a source: the bytes of their values, and where each value lies in them.</summary>
sealed class RowChunk(int columns)
{
    Place[] _places = new Place[1024 * Math.Max(1, columns)];
    int _values;

    public int Columns { get; } = columns;
    public int Rows => Columns == 0 ? 0 : _values / Columns;

    /// <summary>The bytes that <see cref="Add"/> refers to; a source sets it before it adds values.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>1-based line (or record) number of each row in the source, for messages.</summary>
    public List<long> Lines { get; } = [];

    public void Clear()
    {
        _values = 0;
        Lines.Clear();
    }

    /// <summary>Adds the next value: a range of the buffer, or null for a negative length.</summary>
    public void Add(int start, int length)
    {
        if (_values == _places.Length)
        {
            Array.Resize(ref _places, 2 * _values);
        }

        _places[_values++] = new Place(start, length);
    }

    /// <summary>Whether the value is a Parquet or SQL null; an empty CSV value is empty, not null.</summary>
    public bool IsNull(int row, int column) => _places[row * Columns + column].Length < 0;

    /// <summary>The value's UTF-8 bytes; empty for null.</summary>
    public ReadOnlySpan<byte> Value(int row, int column)
    {
        var place = _places[row * Columns + column];
        return place.Length <= 0 ? [] : Buffer.AsSpan(place.Start, place.Length);
    }

    public string Text(int row, int column) => Encoding.UTF8.GetString(Value(row, column));

    /// <summary>Room for the values of the next row, to be filled before <see cref="EndRow"/>.</summary>
    internal Span<Place> NextRow()
    {
        if (_values + Columns > _places.Length)
        {
            Array.Resize(ref _places, 2 * _places.Length);
        }

        return _places.AsSpan(_values, Columns);
    }

    internal void EndRow(long line)
    {
        _values += Columns;
        Lines.Add(line);
    }

    /// <summary>Where a value lies in the buffer; a negative length is null.</summary>
    internal readonly record struct Place(int Start, int Length);
}
