using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Vocabularies;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;

namespace RankElastor.Data.Encoders;

/// <summary>
/// At most a fixed number of ids per row. Longer sequences lose tokens on the side of the padding: padding behind keeps
/// the first tokens, padding in front the last. An empty sequence and empty elements are padding.
/// </summary>
sealed class SequenceEncoder(FieldOptions options, Vocabulary? vocabulary, FittedState state)
    : FieldEncoder(options, vocabulary, state)
{
    readonly IdRule _rule = IdRule.Of(options, vocabulary, state);

    public override Field Field => Describe(_rule.Size, State.MaxLength);

    internal override void Encode(FieldReader reader, ReadOnlySpan<int> rows, Span<byte> column)
    {
        var places = StoredPlace.Of(column);
        reader.Ids.Clear();
        for (var index = 0; index < rows.Length; index++)
        {
            places[index] = One(reader, rows[index]);
        }
    }

    /// <summary>Adds a row's ids to the reader's; returns their number and the position of the first.</summary>
    StoredPlace One(FieldReader reader, int row)
    {
        var (ids, begin, length) = (reader.Ids, reader.Ids.Count, State.MaxLength);
        var elements = reader.Elements(row);
        reader.Tally.Row(elements.Left == 0);
        for (var surplus = Options.PadsBefore ? elements.Left - length : 0; surplus > 0; surplus--)
        {
            elements.Next();
        }

        var start = Options.PadsBefore ? length - elements.Left : 0;
        for (var position = start; elements.Left > 0 && position < length; position++)
        {
            var token = reader.Element(elements.Next(), row, out var isNa);
            var id = isNa ? 0 : _rule.Id(token);
            if (id < 0)
            {
                throw reader.Wrong(row, token, _rule.Allowed);
            }

            if (id == 0 && ids.Count == begin)
            {
                start = position + 1; // padding in front
            }
            else
            {
                ids.Add(id);
            }

            if (!isNa)
            {
                reader.Tally.Value(token, id, id == _rule.Unknown);
            }
        }

        while (ids.Count > begin && ids[^1] == 0)
        {
            ids.RemoveAt(ids.Count - 1);
        }

        return new StoredPlace(ids.Count - begin, ids.Count == begin ? 0 : start);
    }
}
