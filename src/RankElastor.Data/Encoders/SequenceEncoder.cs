using System.Runtime.InteropServices;
using System.Text;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Vocabularies;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Encoders;

/// <summary>
/// A fixed number of ids per row. Longer sequences lose tokens on the side of the padding: padding behind keeps the
/// first tokens, padding in front the last. An empty sequence and empty elements are padding.
/// </summary>
sealed class SequenceEncoder(FieldOptions options, Vocabulary? vocabulary, FittedState state)
    : FieldEncoder(options, vocabulary, state)
{
    readonly IdRule _rule = IdRule.Of(options, vocabulary, state);
    readonly byte[] _splitter = Encoding.UTF8.GetBytes(options.Splitter);

    public override Field Field => Describe(_rule.Size, State.MaxLength);

    /// <summary>Elements of a sequence: one more than splitters; none if it is empty.</summary>
    public static int Elements(ReadOnlySpan<byte> text, ReadOnlySpan<byte> splitter) =>
        text.IsEmpty ? 0 : text.Count(splitter) + 1;

    internal override void Encode(FieldReader reader, ReadOnlySpan<int> rows, Span<byte> column)
    {
        var ids = MemoryMarshal.Cast<byte, int>(column);
        for (var index = 0; index < rows.Length; index++)
        {
            One(reader, rows[index], ids.Slice(index * State.MaxLength, State.MaxLength));
        }
    }

    void One(FieldReader reader, int row, Span<int> ids)
    {
        ids.Clear();
        var text = reader.Raw(row);
        var elements = Elements(text, _splitter);
        reader.Tally.Row(elements == 0);
        var dropped = Options.PadsBefore ? Math.Max(0, elements - ids.Length) : 0;
        var position = Options.PadsBefore ? Math.Max(0, ids.Length - elements) : 0;
        for (var element = 0; element < elements && position < ids.Length; element++)
        {
            var end = text.IndexOf(_splitter);
            var raw = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + _splitter.Length)..];
            if (element >= dropped)
            {
                var token = reader.Element(raw, row, out var isNa);
                var id = isNa ? 0 : _rule.Id(token);
                ids[position++] = id >= 0 ? id : throw reader.Wrong(row, token, _rule.Allowed);
                if (!isNa)
                {
                    reader.Tally.Value(token, id == _rule.Unknown);
                }
            }
        }
    }
}
