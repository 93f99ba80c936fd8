namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// The gradient of one table, without duplicates: the distinct rows that a batch read, in the order of first touch, and the sum of
/// the gradients of each. Memory is 4 bytes a table row plus the touched rows.
/// </summary>
/// <remarks>Row 0 is padding and never listed. Sums run in batch order, so they are the same on every run.</remarks>
sealed class RowGradients(int tableRows, int width)
{
    readonly int[] _slotPlusOne = new int[tableRows];
    int[] _rows = new int[1024];
    float[] _sums = new float[1024 * width];

    /// <summary>Distinct rows touched.</summary>
    public int Count { get; private set; }

    /// <summary>The table row behind a slot.</summary>
    public int Row(int slot) => _rows[slot];

    /// <summary>The summed gradient of a slot.</summary>
    public Span<float> Sum(int slot) => _sums.AsSpan(slot * width, width);

    /// <summary>The slot of a table row plus one; 0 where the row was not touched.</summary>
    public ReadOnlySpan<int> SlotsPlusOne => _slotPlusOne;

    /// <summary>Forgets all rows; costs one write per touched row.</summary>
    public void Clear()
    {
        for (var slot = 0; slot < Count; slot++)
        {
            _slotPlusOne[_rows[slot]] = 0;
        }

        Count = 0;
    }

    /// <summary>Adds one id column of a batch: ids[r·P + p] has the gradient at (r·P + p)·width.</summary>
    public void Add(ReadOnlySpan<int> ids, ReadOnlySpan<float> gradients, int column, int columns)
    {
        for (var at = column; at < ids.Length; at += columns)
        {
            var id = ids[at];
            if (id == 0)
            {
                continue;
            }

            var gradient = gradients.Slice(at * width, width);
            ref var slot = ref _slotPlusOne[id];
            if (slot > 0)
            {
                GradientSums.Add(Sum(slot - 1), gradient);
            }
            else
            {
                slot = Append(id, gradient);
            }
        }
    }

    int Append(int id, ReadOnlySpan<float> gradient)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, 2 * Count);
            Array.Resize(ref _sums, 2 * Count * width);
        }

        _rows[Count] = id;
        gradient.CopyTo(Sum(Count));
        return ++Count;
    }
}
