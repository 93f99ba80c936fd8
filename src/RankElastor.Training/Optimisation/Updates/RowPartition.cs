using RankElastor.Kernels.Updates;
namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// One partition of a batch's distinct rows: its share of the scatter-add, and in the lazy mode the update of its rows.
/// </summary>
sealed class RowPartition(int partition, TableState[] tables, TableUpdates set) : UpdateBlock
{
    const int PrefetchDistance = 8;
    readonly ScatterAdd _gradients = set.Gradients;
    readonly Regulariser _regulariser = set.Options.EmbeddingRegulariser;
    readonly bool _lazy = set.Options.EmbeddingUpdate == EmbeddingUpdate.Lazy;

    public override double L2 => _regulariser.L2;

    public override void Measure()
    {
        _gradients.Reduce(partition);
        var readsWeights = !_regulariser.IsNone;
        SquaredGradient = 0;
        Penalty = 0;
        var (start, end) = _gradients.Rows(partition);
        for (var i = start; i < end; i++)
        {
            if (readsWeights)
            {
                var ahead = _gradients.Row(Math.Min(i + PrefetchDistance, end - 1));
                tables[ahead.Table].PrefetchWeights(ahead.Row);
            }

            var (table, row) = _gradients.Row(i);
            var gradient = _gradients.Gradient(i);
            var weights = readsWeights ? tables[table].Rows(row, 1) : gradient; // without penalty any numbers do
            if (_lazy)
            {
                MeasureLazily(gradient, weights);
                continue;
            }

            tables[table].GradientIndex[row] = i + 1;
            SquaredGradient += _regulariser.L1 != 0
                ? 0 // the row block adds it
                : GradientSums.SquaredNormBeyondPenalty(gradient, weights, (float)_regulariser.L2);
        }
    }

    public override void Update(UpdateRule rule)
    {
        var (start, end) = _gradients.Rows(partition);
        for (var i = start; i < end; i++)
        {
            var ahead = _gradients.Row(Math.Min(i + PrefetchDistance, end - 1));
            tables[ahead.Table].Prefetch(ahead.Row);
            var (table, row) = _gradients.Row(i);
            tables[table].Update(row, 1, _gradients.Gradient(i), rule, set.Noise, sumsSquares: false);
        }
    }

    void MeasureLazily(Span<float> gradient, ReadOnlySpan<float> weights)
    {
        if (_regulariser.L1 != 0)
        {
            GradientSums.AddSigns(gradient, weights, (float)_regulariser.L1);
        }

        SquaredGradient += GradientSums.SquaredNorm(gradient, weights, (float)_regulariser.L2);
        Penalty += _regulariser.Penalty(weights);
    }
}
