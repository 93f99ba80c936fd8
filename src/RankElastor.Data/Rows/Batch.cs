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

    /// <summary>
    /// By task, [Rows]: the label, 0 or 1 or, of a regression, any number; a schema without labels has one all the
    /// same.
    /// </summary>
    public IReadOnlyList<float[]> TaskLabels => _taskLabels;

    /// <summary>[Rows]; the label of the first task.</summary>
    public float[] Labels => _taskLabels[0];

    /// <summary>[Rows], at least 0: the weight of each row in losses; null where all weigh 1.</summary>
    public float[]? Weights { get; } = layout.Schema.Weight is null ? null : new float[capacity];

    /// <summary>The labels of each task, then the weights.</summary>
    internal float[][] Targets => Weights is null ? _taskLabels : [.. _taskLabels, Weights];

    readonly float[][] _taskLabels =
        [.. Enumerable.Range(0, Math.Max(1, layout.Schema.Labels.Count)).Select(_ => new float[capacity])];
}
