using System.Runtime.InteropServices;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Vocabularies;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Encoders;

/// <summary>One id per row; a missing text value is out of vocabulary.</summary>
sealed class CategoricalEncoder(FieldOptions options, Vocabulary? vocabulary, FittedState state)
    : FieldEncoder(options, vocabulary, state)
{
    readonly IdRule _rule = IdRule.Of(options, vocabulary, state);

    public override Field Field => Describe(_rule.Size, 1);

    internal override void Encode(FieldReader reader, ReadOnlySpan<int> rows, Span<byte> column)
    {
        var ids = MemoryMarshal.Cast<byte, int>(column);
        for (var index = 0; index < rows.Length; index++)
        {
            var token = reader.Token(rows[index], out var isNa);
            var id = isNa ? _rule.Missing : _rule.Id(token);
            ids[index] = id >= 0 ? id : throw reader.Wrong(rows[index], token, _rule.Allowed);
            var isMissing = isNa || reader.IsMissing(rows[index]);
            reader.Tally.Row(isMissing);
            if (!isMissing)
            {
                reader.Tally.Value(token, id, id == _rule.Unknown);
            }
        }
    }
}
