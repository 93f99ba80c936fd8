using RankElastor.Kernels.Updates;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// Consecutive rows of one table, all updated in the exact mode. <see cref="TableState.GradientIndex"/> finds a row's
/// summed gradient; the update clears it.
/// </summary>
sealed class RowBlock(TableState table, TableUpdates set, int first, int count) : UpdateBlock
{
    readonly Regulariser _regulariser = set.Options.EmbeddingRegulariser;
    double _squaredWeights = double.NaN; // Σ w², carried from one update to the next norm

    /// <summary>Whether <see cref="Measure"/> has more to do than to repeat what the last update left.</summary>
    public bool IsDue => _regulariser.L1 != 0 || (_regulariser.L2 != 0 && double.IsNaN(_squaredWeights));

    public override double L2 => _regulariser.L2;

    public static int Size(int width) => Math.Max(1, Elements / width);

    public static IEnumerable<RowBlock> Of(TableState table, TableUpdates set)
    {
        var size = Size(table.Table.Width);
        for (var first = 1; first < table.Table.Rows; first += size)
        {
            yield return new RowBlock(table, set, first, Math.Min(size, table.Table.Rows - first));
        }
    }

    /// <summary>Drops the carried Σ w².</summary>
    public void WeightsChanged() => _squaredWeights = double.NaN;

    public override void Measure()
    {
        var rows = table.Rows(first, count);
        if (_regulariser.L1 == 0)
        {
            CarrySquaredWeights(SumOfSquares.Of(rows));
            return;
        }

        SquaredGradient = GradientSums.SquaredNorm(Gradient(rows), rows, (float)_regulariser.L2);
        Penalty = _regulariser.Penalty(rows);
    }

    public override void Update(UpdateRule rule)
    {
        ReadOnlySpan<float> gradient = [];
        if (_regulariser.L1 != 0)
        {
            gradient = Gradient(table.Rows(first, count));
        }
        else if (GradientIndex.ContainsAnyExcept(0))
        {
            gradient = Gradient([]);
        }

        var carries = _regulariser.L2 != 0 && _regulariser.L1 == 0;
        var squares = table.Update(first, count, gradient, rule, set.Noise, sumsSquares: carries);
        if (!gradient.IsEmpty)
        {
            GradientIndex.Clear();
        }

        if (carries)
        {
            CarrySquaredWeights(squares);
        }
    }

    Span<int> GradientIndex => table.GradientIndex.AsSpan(first, count);

    void CarrySquaredWeights(double squaredWeights)
    {
        _squaredWeights = squaredWeights;
        SquaredGradient = (double)(float)_regulariser.L2 * (float)_regulariser.L2 * squaredWeights;
        Penalty = _regulariser.L2 / 2 * squaredWeights;
    }

    /// <summary>The block's gradient, zero where the batch did not read; L1's part of the rows included.</summary>
    Span<float> Gradient(ReadOnlySpan<float> rows)
    {
        var width = table.Table.Width;
        var gradient = Scratch.Gradients(count * width);
        gradient.Clear();
        for (var row = GradientIndex.IndexOfAnyExcept(0); row >= 0;)
        {
            set.Gradients.Gradient(GradientIndex[row] - 1).CopyTo(gradient[(row * width)..]);
            var step = GradientIndex[++row..].IndexOfAnyExcept(0); // a vectorised search
            row = step < 0 ? -1 : row + step;
        }

        if (_regulariser.L1 != 0)
        {
            GradientSums.AddSigns(gradient, rows, (float)_regulariser.L1);
        }

        return gradient;
    }
}
