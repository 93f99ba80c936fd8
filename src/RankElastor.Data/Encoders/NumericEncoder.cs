using System.Runtime.InteropServices;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Encoders;

/// <summary>
/// One number per row, (x − shift) / scale; a missing value is filled before that. A vector is a list of numbers as
/// they are; a missing one is all 0.
/// </summary>
sealed class NumericEncoder(FieldOptions options, FittedState state) : FieldEncoder(options, null, state)
{
    public override Field Field => Describe(0, 0);

    internal override void Encode(FieldReader reader, ReadOnlySpan<int> rows, Span<byte> column)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(column);
        if (Options.Numbers > 1)
        {
            for (var index = 0; index < rows.Length; index++)
            {
                Vector(reader, rows[index], numbers.Slice(index * Options.Numbers, Options.Numbers));
            }

            return;
        }

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

    static void Vector(FieldReader reader, int row, Span<float> vector)
    {
        vector.Clear();
        var elements = reader.Vector(row);
        reader.Tally.Row(elements.Left == 0);
        if (elements.Left is var found && found != 0 && found != vector.Length)
        {
            throw reader.Wrong(row, $"{found} numbers", $"a vector of {vector.Length}");
        }

        for (var place = 0; elements.Left > 0; place++)
        {
            var element = elements.Next();
            vector[place] = TokenForm.TryReal(element, out var number) && float.IsFinite((float)number) ? (float)number
                : throw reader.Wrong(row, element, "finite numbers of 32 bits");
        }
    }
}
