using System.Text;
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
    readonly byte[] _splitter;
    readonly byte[] _converted = new byte[TokenForm.MaxLength];
    readonly byte[] _scratch = new byte[TokenForm.MaxLength];

    public FieldReader(FieldOptions options, RowSource source)
    {
        _options = options;
        _source = source.Name;
        _fill = Encoding.UTF8.GetBytes(options.Fill);
        _splitter = Encoding.UTF8.GetBytes(options.Splitter);
        _column = source.Use(options.Preprocessing?.Column(options.Name, source.Columns) ?? options.Column);
    }

    public RowChunk Chunk { get; set; } = new(1);

    /// <summary>The ids of a sequence in the rows that were encoded last, without padding around them.</summary>
    public List<int> Ids { get; } = [];

    /// <summary>What encoding the field has met so far.</summary>
    public FieldTally Tally { get; } = new();

    /// <summary>
    /// A token that is a rounded number, as 1.2345678901234568E+17: whoever wrote it had it in floating point, where
    /// different ids may have become one. Null where there was none.
    /// </summary>
    public string? Rounded { get; private set; }

    public bool IsMissing(int row) => Raw(row).IsEmpty;

    /// <summary>The bytes of a value that is no list.</summary>
    public ReadOnlySpan<byte> Raw(int row) => Chunk.IsList(row, _column)
        ? throw Wrong(row, "a list", "one value; lists need type: sequence")
        : Chunk.Value(row, _column);

    /// <summary>Whether the value is a list, as Parquet and SQL have them, and no text to be cut.</summary>
    public bool IsList(int row) => Chunk.IsList(row, _column);

    /// <summary>The elements of a list, or the parts of a text, for <see cref="Element"/>.</summary>
    public Elements Elements(int row) => Chunk.Elements(row, _column, _splitter);

    /// <summary>
    /// The numbers of a vector: a list, a text between splitters, or one in brackets as Python writes lists.
    /// </summary>
    public Elements Vector(int row) =>
        !Chunk.IsList(row, _column) && Chunk.Value(row, _column) is [(byte)'[', .., (byte)']'] text
            ? new Elements(text[1..^1], ","u8) : Elements(row);

    /// <summary>The canonical token; text that equals the fill value comes back as <paramref name="isNa"/>.</summary>
    public ReadOnlySpan<byte> Token(int row, out bool isNa)
    {
        var value = Value(row);
        if (_options.Form == ValueForm.Text || _options.Preprocessing is { Converts: true })
        {
            isNa = _options.Preprocessing is not { Converts: true } && value.SequenceEqual(_fill);
            NoteRounded(value);
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
        Wrong(row, $"'{Shown(found)}'", allowed);

    /// <summary>Bytes as a message shows them: at most 40 characters on one line.</summary>
    public static string Shown(ReadOnlySpan<byte> found)
    {
        var text = Encoding.UTF8.GetString(found[..Math.Min(found.Length, 160)]).ReplaceLineEndings(" ");
        return text.Length > 40 ? text[..40] + "…" : text;
    }

    /// <summary>The same with the finding in words.</summary>
    public InputException Wrong(int row, string found, string allowed) =>
        InputException.At($"{Chunk.File ?? _source}:{Chunk.Lines[row]}:{_options.Name}", found, allowed);

    ReadOnlySpan<byte> Value(int row)
    {
        var raw = Raw(row);
        raw = raw.IsEmpty ? _fill : raw;
        if (_options.Preprocessing is { MakesText: true } maker)
        {
            return maker.TextOf(raw) is { IsEmpty: false } text ? text : _fill;
        }

        if (_options.Preprocessing is not { Converts: true } preprocessing)
        {
            return raw;
        }

        var converted = preprocessing.Convert(raw) ?? throw Wrong(row, raw, preprocessing.Allowed);
        TokenForm.Format(converted, _converted, out var digits);
        return digits;
    }

    ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> value, int row)
    {
        NoteRounded(value);
        return TokenForm.TryCanonical(value, _options.Form, _scratch, out var token)
            ? token
            : throw Wrong(row, value, _options.Form == ValueForm.Whole ? "a whole number" : "a finite number");
    }

    void NoteRounded(ReadOnlySpan<byte> token)
    {
        if (Rounded is null && TokenForm.IsRounded(token))
        {
            Rounded = Shown(token);
        }
    }
}
