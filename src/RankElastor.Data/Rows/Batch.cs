using RankElastor.Data.Schemas;

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

    /// <summary>
    /// [Rows, IdColumns] of the categorical fields; id 0 is padding, each field's ids count from 0 within its table.
    /// </summary>
    public int[] Ids { get; } = new int[capacity * layout.IdColumns];

    /// <summary>The ids of the sequence fields, in the schema's order.</summary>
    public IReadOnlyList<SequenceColumn> Sequences { get; } =
        [.. layout.Sequences.Select(field => new SequenceColumn(field.MaxLength, capacity))];

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

    /// <summary>Bytes in use.</summary>
    public long Bytes => Rows * (sizeof(int) * (Layout.IdColumns + Layout.NumberColumns + (long)Targets.Length)
        + sizeof(long) * Layout.MetaColumns) + Sequences.Sum(sequence => sequence.BytesOf(Rows));

    /// <summary>The ids of a sequence field.</summary>
    public SequenceColumn Sequence(Field field) => Sequences[Layout.Offset(field)];

    /// <summary>
    /// A row's ids with the padding of its sequences, all fields in the schema's order: Positions of them.
    /// </summary>
    public int[] Padded(int row)
    {
        var all = new int[Layout.Positions];
        foreach (var (field, offset) in Layout.Padded)
        {
            if (field.Kind == FieldKind.Sequence)
            {
                Sequence(field).CopyPadded(row, all.AsSpan(offset, field.MaxLength));
            }
            else
            {
                all[offset] = Ids[row * Layout.IdColumns + Layout.Offset(field)];
            }
        }

        return all;
    }

    /// <summary>Sets a row's ids from those with padding. Rows with sequences are set in order.</summary>
    public void SetPadded(int row, ReadOnlySpan<int> ids)
    {
        if (Sequences.Count == 0)
        {
            ids.CopyTo(Ids.AsSpan(row * Layout.IdColumns, Layout.IdColumns));
            return;
        }

        foreach (var (field, offset) in Layout.Padded)
        {
            if (field.Kind == FieldKind.Sequence)
            {
                Sequence(field).SetPadded(row, ids.Slice(offset, field.MaxLength));
            }
            else
            {
                Ids[row * Layout.IdColumns + Layout.Offset(field)] = ids[offset];
            }
        }
    }

    /// <summary>
    /// Copies a row of a batch of the same layout to a <paramref name="place"/>. Rows with sequences are set in order.
    /// </summary>
    public void CopyRow(Batch from, int row, int place)
    {
        Copy(from.Ids, row, Ids, place, Layout.IdColumns);
        Copy(from.Numbers, row, Numbers, place, Layout.NumberColumns);
        Copy(from.Meta, row, Meta, place, Layout.MetaColumns);
        for (var task = 0; task < _taskLabels.Length; task++)
        {
            _taskLabels[task][place] = from._taskLabels[task][row];
        }

        if (Weights is not null)
        {
            Weights[place] = from.Weights![row];
        }

        for (var sequence = 0; sequence < Sequences.Count; sequence++)
        {
            Sequences[sequence].CopyRow(from.Sequences[sequence], row, place);
        }
    }

    static void Copy<T>(T[] from, int row, T[] to, int place, int columns) =>
        from.AsSpan(row * columns, columns).CopyTo(to.AsSpan(place * columns, columns));

    readonly float[][] _taskLabels =
        [.. Enumerable.Range(0, Math.Max(1, layout.Schema.Labels.Count)).Select(_ => new float[capacity])];
}
