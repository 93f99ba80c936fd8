using System.Globalization;
using System.Text;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// Turns typed values into the invariant text of a <see cref="RowChunk"/>. Floats print in their shortest round-trip
/// form, whole ones that are exact in digits alone, truths as 1 and 0, times as <c>yyyy-MM-dd HH:mm:ss</c>; NaN is
/// null, as pandas has it. A value is what was appended since the last one ended.
/// </summary>
sealed class ChunkBuilder(int columns, IReadOnlyList<int>? used = null)
{
    byte[] _bytes = new byte[1 << 16];
    int _start;
    int _end;

    internal RowChunk Chunk { get; } = new(columns, used);

    internal void Clear()
    {
        (_start, _end) = (0, 0);
        Chunk.Clear();
    }

    internal void EndRow(long number)
    {
        Chunk.Lines.Add(number);
        Chunk.Buffer = _bytes;
    }

    internal void AddNull() => Chunk.Add(0, -1);

    internal void Add<T>(T value)
    {
        if (IsMissing(value))
        {
            AddNull();
            return;
        }

        Append(value);
        EndValue();
    }

    /// <summary>Appends an element of the list that <see cref="EndList"/> ends; missing ones are left out.</summary>
    internal void AppendElement<T>(T value)
    {
        if (IsMissing(value))
        {
            return;
        }

        Room(sizeof(int));
        var start = _end += sizeof(int);
        Append(value);
        Elements.WriteLength(_bytes.AsSpan(start - sizeof(int)), _end - start);
    }

    internal void EndList()
    {
        Chunk.AddList(_start, _end - _start);
        _start = _end;
    }

    void EndValue()
    {
        Chunk.Add(_start, _end - _start);
        _start = _end;
    }

    /// <summary>Whether a floating-point number may be an identifier.</summary>
    static bool IsWhole(double number) => number == Math.Floor(number) && Math.Abs(number) <= ulong.MaxValue;

    /// <summary>
    /// Digits alone where no other whole number is stored as the same; else with an exponent, as rounded numbers are.
    /// </summary>
    void AppendWhole(double number, long limit, string rounded)
    {
        if (Math.Abs(number) < limit)
        {
            AppendNumber((long)number);
        }
        else
        {
            AppendText(number.ToString(rounded, CultureInfo.InvariantCulture));
        }
    }

    static bool IsMissing<T>(T value) => value is null or DBNull || value is float.NaN || value is double.NaN;

    void Append<T>(T value)
    {
        switch (value)
        {
            case bool truth:
                Append(truth ? 1 : 0);
                break;
            case double number when IsWhole(number):
                AppendWhole(number, 1L << 53, "E16");
                break;
            case float number when IsWhole(number):
                AppendWhole(number, 1L << 24, "E8");
                break;
            case string text:
                AppendText(text);
                break;
            case ReadOnlyMemory<char> text:
                AppendText(text.Span);
                break;
            case ReadOnlyMemory<byte> bytes:
                bytes.Span.CopyTo(Room(bytes.Length));
                _end += bytes.Length;
                break;
            case DateTime time:
                AppendText(time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
                break;
            case DateOnly date:
                AppendText(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case IUtf8SpanFormattable:
                AppendNumber(value);
                break;
            case IFormattable other:
                AppendText(other.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                throw new ArgumentException($"A value of type {value!.GetType()} has no text.", nameof(value));
        }
    }

    void AppendNumber<T>(T value)
    {
        int written;
        for (var room = 64; !((IUtf8SpanFormattable)value!)
            .TryFormat(Room(room), out written, default, CultureInfo.InvariantCulture); room *= 2)
        {
        }

        _end += written;
    }

    void AppendText(ReadOnlySpan<char> text) =>
        _end += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));

    Span<byte> Room(int count)
    {
        if (_bytes.Length - _end < count)
        {
            var bytes = (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)_end + count));
            Array.Resize(ref _bytes, bytes - _end >= count ? bytes : throw InputException.At(
                "rows", "values of more than 2 GiB in a chunk", "shorter values"));
        }

        return _bytes.AsSpan(_end);
    }
}
