using System.Runtime.InteropServices;
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

    public override Field Field => Describe(_rule.Size, State.MaxLength);

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
        var elements = reader.Elements(row);
        reader.Tally.Row(elements.Left == 0);
        for (var surplus = Options.PadsBefore ? elements.Left - ids.Length : 0; surplus > 0; surplus--)
        {
            elements.Next();
        }

        for (var position = Options.PadsBefore ? ids.Length - elements.Left : 0;
            elements.Left > 0 && position < ids.Length; position++)
        {
            var token = reader.Element(elements.Next(), row, out var isNa);
            var id = isNa ? 0 : _rule.Id(token);
            ids[position] = id >= 0 ? id : throw reader.Wrong(row, token, _rule.Allowed);
            if (!isNa)
            {
                reader.Tally.Value(token, id, id == _rule.Unknown);
            }
        }
    }
}
