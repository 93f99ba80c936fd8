using RankElastor.Kernels.Updates;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// Rows of one table that lie together, all updated in the exact mode. The table's slots say which sum holds a row's gradient; the update clears them.
/// </summary>
sealed class TableBlock(TableState table, TableStep step, int first, int count) : Piece
{
    readonly Regulariser _regulariser = step.Options.EmbeddingRegulariser;
    double _squaredWeights = double.NaN;

    /// <summary>Whether <see cref="Measure"/> has more to do than to repeat what the last update left.</summary>
    public bool IsDue => _regulariser.L1 != 0 || (_regulariser.L2 != 0 && double.IsNaN(_squaredWeights));

    /// <summary>Rows of a block.</summary>
    public static int Grain(int width) => Math.Max(1, Elements / width);

    /// <summary>The blocks of a table, padding left out.</summary>
    public static IEnumerable<TableBlock> Cut(TableState table, TableStep step)
    {
        var grain = Grain(table.Table.Width);
        for (var first = 1; first < table.Table.Rows; first += grain)
        {
            yield return new TableBlock(table, step, first, Math.Min(grain, table.Table.Rows - first));
        }
    }

    /// <summary>Forgets Σ w².</summary>
    public void WeightsChanged() => _squaredWeights = double.NaN;

    public override void Measure()
    {
        var rows = table.Rows(first, count);
        if (_regulariser.L1 != 0)
        {
            SquaredGradient = GradientSums.SquaredNorm(Gradient(rows), rows, (float)_regulariser.L2);
            Penalty = _regulariser.Penalty(rows);
        }
        else
        {
            Remember(SumOfSquares.Of(rows));
        }
    }

    public override void Update(UpdateRule rule)
    {
        ReadOnlySpan<float> gradient = [];
        if (_regulariser.L1 != 0)
        {
            gradient = Gradient(table.Rows(first, count));
        }
        else if (Touched.ContainsAnyExcept(0))
        {
            gradient = Gradient([]);
        }

        var summing = _regulariser.L2 != 0 && _regulariser.L1 == 0;
        var squares = table.Update(first, count, gradient, rule, step.Noise, summing);
        if (!gradient.IsEmpty)
        {
            Touched.Clear();
        }

        if (summing)
        {
            Remember(squares);
        }
    }

    Span<int> Touched => table.Slots.AsSpan(first, count);

    void Remember(double squaredWeights)
    {
        _squaredWeights = squaredWeights;
        SquaredGradient = (double)(float)_regulariser.L2 * (float)_regulariser.L2 * squaredWeights;
        Penalty = _regulariser.L2 / 2 * squaredWeights;
    }

    /// <summary>The block's gradient with zeros where the batch did not read, L1's part of the given rows included.</summary>
    Span<float> Gradient(ReadOnlySpan<float> rows)
    {
        var width = table.Table.Width;
        var gradient = Scratch.Second(count * width);
        gradient.Clear();
        foreach (var row in new TouchedRows(Touched))
        {
            step.Sums.Sum(Touched[row] - 1).CopyTo(gradient[(row * width)..]);
        }

        if (_regulariser.L1 != 0)
        {
            GradientSums.AddSigns(gradient, rows, (float)_regulariser.L1);
        }

        return gradient;
    }
}
