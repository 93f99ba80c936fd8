using RankElastor.Kernels.Updates;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>One part of a batch's distinct table rows.</summary>
sealed class TablePart(int part, TableState[] tables, TableStep step) : Piece
{
    const int Ahead = 8;
    readonly RowSums _sums = step.Sums;
    readonly Regulariser _regulariser = step.Options.EmbeddingRegulariser;
    readonly bool _lazy = step.Options.EmbeddingUpdate == EmbeddingUpdate.Lazy;

    public override void Measure()
    {
        _sums.Reduce(part);
        var readsRows = !_regulariser.IsNone;
        (SquaredGradient, Penalty) = (0, 0);
        for (var index = 0; index < _sums.Count(part); index++)
        {
            if (readsRows)
            {
                var next = _sums.Touched(part, Math.Min(index + Ahead, _sums.Count(part) - 1));
                tables[next.Table].FetchWeights(next.Row);
            }

            var (table, row) = _sums.Touched(part, index);
            var sum = _sums.First(part) + index;
            var weights = readsRows ? tables[table].Rows(row, 1) : _sums.Sum(sum); // without penalty any numbers do
            if (_lazy)
            {
                MeasureLazily(_sums.Sum(sum), weights);
            }
            else
            {
                tables[table].Slots[row] = sum + 1;
                SquaredGradient += _regulariser.L1 != 0 ? 0 : GradientSums.SquaredNormBeyondPenalty(_sums.Sum(sum), weights, (float)_regulariser.L2);
            }
        }
    }

    public override void Update(UpdateRule rule)
    {
        for (var index = 0; index < _sums.Count(part); index++)
        {
            var next = _sums.Touched(part, Math.Min(index + Ahead, _sums.Count(part) - 1));
            tables[next.Table].Fetch(next.Row);
            var touched = _sums.Touched(part, index);
            tables[touched.Table].Update(touched.Row, 1, _sums.Sum(_sums.First(part) + index), rule, step.Noise, summing: false);
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
