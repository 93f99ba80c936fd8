namespace RankElastor.Data.Rows;

/// <summary>
/// Rows on their way to the model, in arrays that are reused: read only the first <see cref="Rows"/> rows, and not
/// after the next batch was asked for. All matrices are row-major.
/// </summary>
public sealed class Batch(BatchLayout layout, int capacity)
{
    /// <summary>Where each field lies.</summary>
    public BatchLayout Layout { get; } = layout;

    /// <summary>The most rows this batch can hold.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Rows in use.</summary>
    public int Rows { get; set; }

    /// <summary>[Rows, IdColumns]; id 0 is padding, each field's ids count from 0 within its own table.</summary>
    public int[] Ids { get; } = new int[capacity * layout.IdColumns];

    /// <summary>[Rows, NumberColumns], already normalised.</summary>
    public float[] Numbers { get; } = new float[capacity * layout.NumberColumns];

    /// <summary>[Rows, MetaColumns]; a group's values are equal iff its raw values are equal.</summary>
    public long[] Meta { get; } = new long[capacity * layout.MetaColumns];

    /// <summary>[Rows]; 0 or 1.</summary>
    public float[] Labels { get; } = new float[capacity];
}
