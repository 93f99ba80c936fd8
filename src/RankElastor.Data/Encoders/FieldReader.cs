using System.Text;
using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Encoders;

/// <summary>
/// Reads the values of one field out of the chunks of one source: fills what is missing, applies the preprocessing,
/// brings tokens into canonical form, and names file, row and field of a value that does not fit. An empty value
/// counts as missing.
/// </summary>
sealed class FieldReader
{
    readonly FieldOptions _options;
    readonly string _source;
    readonly int _column;
    readonly byte[] _fill;
    readonly byte[] _converted = new byte[TokenForm.MaxLength];
    readonly byte[] _scratch = new byte[TokenForm.MaxLength];

    public FieldReader(FieldOptions options, RowSource source)
    {
        _options = options;
        _source = source.Name;
        _fill = Encoding.UTF8.GetBytes(options.Fill);
        _column = ColumnOf(source, options.Preprocessing?.Column(options.Name) ?? options.Name);
    }

    public RowChunk Chunk { get; set; } = new(1);

    /// <summary>What encoding the field has met so far.</summary>
    public FieldTally Tally { get; } = new();

    /// <summary>The index of a column of the source; missing columns are an error that lists similar ones.</summary>
    public static int ColumnOf(RowSource source, string name)
    {
        for (var index = 0; index < source.Columns.Count; index++)
        {
            if (source.Columns[index] == name)
            {
                return index;
            }
        }

        throw new InputException($"{source.Name}: no column '{name}'; columns: {string.Join(", ", source.Columns)}"
            + NearMiss.Hint(name, source.Columns));
    }

    public bool IsMissing(int row) => Chunk.Value(row, _column).IsEmpty;

    public ReadOnlySpan<byte> Raw(int row) => Chunk.Value(row, _column);

    /// <summary>The canonical token; text that equals the fill value comes back as <paramref name="isNa"/>.</summary>
    public ReadOnlySpan<byte> Token(int row, out bool isNa)
    {
        var value = Value(row);
        if (_options.Form == ValueForm.Text || _options.Preprocessing is { Converts: true })
        {
            isNa = _options.Preprocessing is not { Converts: true } && value.SequenceEqual(_fill);
            return value;
        }

        isNa = false;
        return Canonical(value, row);
    }

    public ReadOnlySpan<byte> Element(ReadOnlySpan<byte> element, int row, out bool isNa)
    {
        isNa = element.IsEmpty || (_options.Form == ValueForm.Text && element.SequenceEqual(_fill));
        return isNa ? [] : Canonical(element, row);
    }

    public double Number(int row)
    {
        var value = Value(row);
        return TokenForm.TryReal(value, out var number) ? number
            : throw Wrong(row, value, "a finite number, or nothing");
    }

    /// <summary>The error for a value: file, row, field, what was found, what is allowed.</summary>
    public InputException Wrong(int row, ReadOnlySpan<byte> found, string allowed) =>
        InputException.At($"{_source}:{Chunk.Lines[row]}:{_options.Name}", $"'{Shown(found)}'", allowed);

    /// <summary>Bytes as a message shows them: at most 40 characters on one line.</summary>
    public static string Shown(ReadOnlySpan<byte> found)
    {
        var text = Encoding.UTF8.GetString(found[..Math.Min(found.Length, 160)]).ReplaceLineEndings(" ");
        return text.Length > 40 ? text[..40] + "…" : text;
    }

    ReadOnlySpan<byte> Value(int row)
    {
        var raw = Chunk.Value(row, _column);
        raw = raw.IsEmpty ? _fill : raw;
        if (_options.Preprocessing is not { Converts: true } preprocessing)
        {
            return raw;
        }

        var converted = preprocessing.Convert(raw) ?? throw Wrong(row, raw, preprocessing.Allowed);
        TokenForm.Format(converted, _converted, out var digits);
        return digits;
    }

    ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> value, int row) =>
        TokenForm.TryCanonical(value, _options.Form, _scratch, out var token)
            ? token
            : throw Wrong(row, value, _options.Form == ValueForm.Whole ? "a whole number" : "a finite number");
}
