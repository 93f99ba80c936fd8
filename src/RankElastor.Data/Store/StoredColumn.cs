using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Store;

/// <summary>The element type of a stored column.</summary>
enum ElementKind
{
    /// <summary>32-bit ids.</summary>
    Int32,

    /// <summary>32-bit numbers.</summary>
    Float32,

    /// <summary>64-bit group values, and the places of sequences.</summary>
    Int64,
}

/// <summary>
/// One column file: fixed-width little-endian elements, row after row, without header. Of a sequence field the file
/// says where each row's ids end in a second file and at which position the first of them stands; that file has the ids
/// of all rows, one behind the other, without padding.
/// </summary>
/// <param name="Name">The field, label or weight.</param>
/// <param name="File">The file in the store's folder.</param>
/// <param name="Kind">The element type.</param>
/// <param name="Width">Elements per row.</param>
/// <param name="Offset">The first column in its matrix of a batch; of a target its place among the targets.</param>
/// <param name="IsTarget">Whether it is a label or the weight.</param>
sealed record StoredColumn(
    string Name, string File, ElementKind Kind, int Width, int Offset, bool IsTarget = false)
{
    /// <summary>Of a sequence field the file of its ids.</summary>
    public string? IdsFile { get; init; }

    public bool IsSequence => IdsFile is not null;

    /// <summary>The column of a sequence's ids, a row for each.</summary>
    public StoredColumn Ids => new(Name, IdsFile!, ElementKind.Int32, 1, 0);

    public int RowBytes => Width * (Kind == ElementKind.Int64 ? sizeof(long) : sizeof(int));

    /// <summary>The columns of a store: the fields in order, the labels, and the weight where there is one.</summary>
    public static IReadOnlyList<StoredColumn> Of(BatchLayout layout)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Column stores are little-endian.");
        }

        var columns = layout.Schema.Fields.Select((field, index) => OfField(layout, field, index));
        var labels = layout.Schema.Labels;
        var targets = labels.Select((label, task) => Target(label, task == 0 ? "label" : $"label_{task}", task));
        string[] weights = layout.Schema.Weight is { } weight ? [weight] : [];
        return [.. columns, .. targets, .. weights.Select(weight => Target(weight, "weight", labels.Count))];
    }

    static StoredColumn Target(string name, string file, int place) =>
        new(name, $"{file}.f32", ElementKind.Float32, 1, place, IsTarget: true);

    static StoredColumn OfField(BatchLayout layout, Field field, int index)
    {
        var (kind, suffix) = field.Kind switch
        {
            FieldKind.Numeric => (ElementKind.Float32, "f32"),
            FieldKind.Meta => (ElementKind.Int64, "i64"),
            _ => (ElementKind.Int32, "i32"),
        };
        var name = string.Concat(field.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        var file = $"{index:D3}_{name[..Math.Min(name.Length, 60)]}";
        return field.Kind == FieldKind.Sequence
            ? new StoredColumn(
                field.Name, $"{file}.places.i64", ElementKind.Int64, StoredPlace.Width, layout.Offset(field))
            {
                IdsFile = $"{file}.{suffix}",
            }
            : new StoredColumn(field.Name, $"{file}.{suffix}", kind, Math.Max(1, field.Numbers), layout.Offset(field));
    }
}
