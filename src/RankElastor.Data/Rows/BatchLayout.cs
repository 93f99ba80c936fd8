using RankElastor.Data.Schemas;

namespace RankElastor.Data.Rows;

/// <summary>
/// Where each field of a schema lies in a <see cref="Batch"/>: categorical fields share one matrix of ids, numeric
/// fields one matrix of numbers, meta fields one of 64-bit values; each sequence field has a column of its own. Columns
/// keep the schema's order.
/// </summary>
public sealed class BatchLayout
{
    readonly Dictionary<string, int> _offsets = [];
    readonly List<Field> _sequences = [];
    readonly List<(Field Field, int Offset)> _padded = [];

    /// <summary>Lays out the fields of <paramref name="schema"/>.</summary>
    public BatchLayout(Schema schema)
    {
        Schema = schema;
        foreach (var field in schema.Fields)
        {
            switch (field.Kind)
            {
                case FieldKind.Numeric:
                    _offsets[field.Name] = NumberColumns;
                    NumberColumns += field.Numbers;
                    break;
                case FieldKind.Meta:
                    _offsets[field.Name] = MetaColumns++;
                    break;
                case FieldKind.Categorical:
                    _padded.Add((field, Positions++));
                    _offsets[field.Name] = IdColumns++;
                    break;
                case FieldKind.Sequence:
                    _padded.Add((field, Positions));
                    Positions += field.MaxLength;
                    _offsets[field.Name] = _sequences.Count;
                    _sequences.Add(field);
                    break;
            }
        }
    }

    /// <summary>The schema that was laid out.</summary>
    public Schema Schema { get; }

    /// <summary>Categorical fields: ids per row beside the sequences.</summary>
    public int IdColumns { get; private set; }

    /// <summary>The sequence fields.</summary>
    public IReadOnlyList<Field> Sequences => _sequences;

    /// <summary>Ids per row with all padding: one per categorical field, MaxLength per sequence field.</summary>
    public int Positions { get; private set; }

    /// <summary>The categorical and sequence fields, each with its first place among <see cref="Positions"/>.</summary>
    public IReadOnlyList<(Field Field, int Offset)> Padded => _padded;

    /// <summary>Numbers per row.</summary>
    public int NumberColumns { get; private set; }

    /// <summary>Meta values per row.</summary>
    public int MetaColumns { get; private set; }

    /// <summary>Labels, and the weight where there is one.</summary>
    internal int Targets => Schema.Labels.Count + (Schema.Weight is null ? 0 : 1);

    /// <summary>
    /// The field's first column within its own matrix (ids, numbers or meta); of a sequence field its place among the
    /// sequences.
    /// </summary>
    public int Offset(Field field) => _offsets[field.Name];
}
