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

    /// <summary>64-bit group values.</summary>
    Int64,
}

/// <summary>One column file: fixed-width little-endian elements, row after row, without header.</summary>
/// <param name="Name">The field or label.</param>
/// <param name="File">The file in the store's folder.</param>
/// <param name="Kind">The element type.</param>
/// <param name="Width">Elements per row.</param>
/// <param name="Offset">The first column in its matrix of a batch.</param>
sealed record StoredColumn(string Name, string File, ElementKind Kind, int Width, int Offset)
{
    public int RowBytes => Width * (Kind == ElementKind.Int64 ? sizeof(long) : sizeof(int));

    public static IReadOnlyList<StoredColumn> Of(BatchLayout layout)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Column stores are little-endian.");
        }

        var columns = layout.Schema.Fields.Select((field, index) => OfField(layout, field, index));
        return [.. columns, new StoredColumn(layout.Schema.Labels[0], "label.f32", ElementKind.Float32, 1, 0)];
    }

    static StoredColumn OfField(BatchLayout layout, Field field, int index)
    {
        var (kind, suffix) = field.Kind switch
        {
            FieldKind.Numeric => (ElementKind.Float32, "f32"),
            FieldKind.Meta => (ElementKind.Int64, "i64"),
            _ => (ElementKind.Int32, "i32"),
        };
        var name = string.Concat(field.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        return new StoredColumn(field.Name, $"{index:D3}_{name[..Math.Min(name.Length, 60)]}.{suffix}", kind,
            field.Kind == FieldKind.Sequence ? field.MaxLength : 1, layout.Offset(field));
    }
}
