using System.Text;

namespace RankElastor.Data.Sources;

/// <summary>Some consecutive rows of a source: the bytes of their values in one buffer, and where each value lies in it.</summary>
public sealed class RowChunk(int columns)
{
    int[] _starts = new int[1024 * Math.Max(1, columns)];
    int[] _lengths = new int[1024 * Math.Max(1, columns)];
    int _values;

    /// <summary>Values a row.</summary>
    public int Columns { get; } = columns;

    /// <summary>Complete rows in the chunk.</summary>
    public int Rows => Columns == 0 ? 0 : _values / Columns;

    /// <summary>The bytes that <see cref="Add"/> refers to; a source sets it before it adds values.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>1-based line (or record) number of each row in the source, for messages.</summary>
    public List<long> Lines { get; } = [];

    /// <summary>Forgets all rows; the buffer stays.</summary>
    public void Clear()
    {
        _values = 0;
        Lines.Clear();
    }

    /// <summary>Adds the next value: a range of the buffer, or null when <paramref name="length"/> is negative.</summary>
    public void Add(int start, int length)
    {
        if (_values == _starts.Length)
        {
            Array.Resize(ref _starts, 2 * _values);
            Array.Resize(ref _lengths, 2 * _values);
        }

        _starts[_values] = start;
        _lengths[_values++] = length;
    }

    /// <summary>True when the source had no value there (a Parquet or SQL null; an empty CSV value is empty, not null).</summary>
    public bool IsNull(int row, int column) => _lengths[row * Columns + column] < 0;

    /// <summary>The value's UTF-8 bytes; empty for null.</summary>
    public ReadOnlySpan<byte> Value(int row, int column)
    {
        var index = row * Columns + column;
        return _lengths[index] <= 0 ? [] : Buffer.AsSpan(_starts[index], _lengths[index]);
    }

    /// <summary>The value as a string, for messages.</summary>
    public string Text(int row, int column) => Encoding.UTF8.GetString(Value(row, column));
}
