using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Training.Probes.Residuals;

/// <summary>
/// How the fields of a row become numbered values: an id is its own number, a sequence its last id, a number its place
/// among <see cref="Bins"/> quantiles of a sample. Fields of several numbers are left out, and so is what comes after
/// the first <see cref="MostFields"/>.
/// </summary>
sealed class FieldCodes
{
    public const int MostFields = 48;
    public const int Bins = 16;
    readonly List<Coded> _fields = [];

    /// <summary>Numbers are dealt to bins as they lie in <paramref name="sample"/>.</summary>
    public FieldCodes(Batch sample)
    {
        var layout = sample.Layout;
        foreach (var field in Of(layout.Schema))
        {
            if (field.VocabularySize > 0)
            {
                var isSequence = field.Kind == FieldKind.Sequence;
                _fields.Add(new Coded(
                    field.Name, layout.Offset(field), isSequence, field.VocabularySize, null));
            }
            else
            {
                var edges = Edges(sample, layout.Offset(field));
                _fields.Add(new Coded(field.Name, layout.Offset(field), false, edges.Length + 1, edges));
            }
        }
    }

    /// <summary>How many fields of a schema are coded.</summary>
    public static int Count(Schema schema) => Of(schema).Count();

    static IEnumerable<Field> Of(Schema schema) => schema.Fields
        .Where(field => field.VocabularySize > 0 || field is { Kind: FieldKind.Numeric, Numbers: 1 }).Take(MostFields);

    /// <summary>Names of the fields, in order.</summary>
    public IReadOnlyList<string> Names => [.. _fields.Select(coded => coded.Name)];

    /// <summary>By field its values.</summary>
    public IReadOnlyList<int> Counts => [.. _fields.Select(coded => coded.Values)];

    /// <summary>Writes the codes of a batch's row to a place.</summary>
    public void Write(Batch batch, int row, CodedRows to, int place)
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            to.Codes[i * to.Capacity + place] = Code(batch, row, _fields[i]);
        }

        to.Labels[place] = batch.Labels[row];
    }

    static int Code(Batch batch, int row, Coded field)
    {
        if (field.Edges is { } edges)
        {
            var number = batch.Numbers[row * batch.Layout.NumberColumns + field.Offset];
            var found = Array.BinarySearch(edges, number);
            return found >= 0 ? found + 1 : ~found;
        }

        return field.IsSequence
            ? batch.Sequences[field.Offset].Row(row) is [.., var last] ? last : 0
            : batch.Ids[row * batch.Layout.IdColumns + field.Offset];
    }

    /// <summary>Ascending, without repetition; a value belongs behind the edges that it is not below.</summary>
    static float[] Edges(Batch sample, int column)
    {
        var values = new double[sample.Rows];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = sample.Numbers[row * sample.Layout.NumberColumns + column];
        }

        Array.Sort(values);
        return [.. Enumerable.Range(1, Bins - 1)
            .Select(bin => (float)Sample.QuantileOfSorted(values, bin / (double)Bins)).Distinct()];
    }

    sealed record Coded(string Name, int Offset, bool IsSequence, int Values, float[]? Edges);
}
