using System.Text;

namespace RankElastor.Data.Sources;

/// <summary>
/// Consecutive rows of a source: the bytes of their values, and where each value lies in them. A row may hold more
/// values than are shown: <paramref name="used"/> chooses and orders the columns that readers see.
/// </summary>
sealed class RowChunk(int width, IReadOnlyList<int>? used = null)
{
    readonly int[] _used = [.. used ?? Enumerable.Range(0, width)];
    Place[] _places = new Place[1024 * Math.Max(1, width)];
    int _values;

    /// <summary>Columns that readers see.</summary>
    public int Columns => _used.Length;

    public int Rows => Lines.Count;

    /// <summary>The bytes that <see cref="Add"/> refers to; a source sets it before it adds values.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>The file that the rows are of, where the source has several; else null.</summary>
    public string? File { get; set; }

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

    /// <summary>Adds the next value: a list; the range is as <see cref="Sources.Elements"/> has it.</summary>
    public void AddList(int start, int length) => Add(~start, length);

    /// <summary>Whether the value is a Parquet or SQL null; an empty CSV value is empty, not null.</summary>
    public bool IsNull(int row, int column) => At(row, column).Length < 0;

    /// <summary>Whether the value is a list, which has <see cref="Elements"/> and no text.</summary>
    public bool IsList(int row, int column) => At(row, column).Start < 0;

    /// <summary>The value's UTF-8 bytes; empty for null; for a list the bytes of its elements.</summary>
    public ReadOnlySpan<byte> Value(int row, int column)
    {
        var place = At(row, column);
        return place.Length <= 0 ? []
            : Buffer.AsSpan(place.Start < 0 ? ~place.Start : place.Start, place.Length);
    }

    /// <summary>The elements of a list, or the parts between the splitters of a text; none of null and empty.</summary>
    public Elements Elements(int row, int column, ReadOnlySpan<byte> splitter) =>
        new(Value(row, column), IsList(row, column) ? [] : splitter);

    public string Text(int row, int column) => Encoding.UTF8.GetString(Value(row, column));

    /// <summary>Room for the values of the next row, to be filled before <see cref="EndRow"/>.</summary>
    internal Span<Place> NextRow()
    {
        if (_values + width > _places.Length)
        {
            Array.Resize(ref _places, 2 * _places.Length);
        }

        return _places.AsSpan(_values, width);
    }

    internal void EndRow(long line)
    {
        _values += width;
        Lines.Add(line);
    }

    Place At(int row, int column) => _places[row * width + _used[column]];

    /// <summary>
    /// Where a value lies in the buffer; a negative length is null, a complemented start is a list.
    /// </summary>
    internal readonly record struct Place(int Start, int Length);
}
