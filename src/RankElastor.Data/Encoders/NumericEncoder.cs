using System.Runtime.InteropServices;
using RankElastor.Data.Datasets;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Encoders;

/// <summary>One number per row, (x − shift) / scale; a missing value is filled before that.</summary>
sealed class NumericEncoder(FieldOptions options, FittedState state) : FieldEncoder(options, null, state)
{
    public override Field Field => Describe(0, 0);

    internal override void Encode(FieldReader reader, ReadOnlySpan<int> rows, Span<byte> column)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(column);
        for (var index = 0; index < rows.Length; index++)
        {
            var isMissing = reader.IsMissing(rows[index]);
            reader.Tally.Row(isMissing);
            var number = (float)((reader.Number(rows[index]) - State.Shift) / State.Scale);
            numbers[index] = float.IsFinite(number) ? number
                : throw reader.Wrong(rows[index], reader.Raw(rows[index]), "a number that fits 32 bits");
            if (!isMissing)
            {
                reader.Tally.Number(number);
            }
        }
    }
}
