using System.Buffers;
using RankElastor.Model.Embeddings;
using RankElastor.Numerics.Kernels;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// An embedding table, updated outside autograd. Exact: every row but padding, in blocks of rows, Σ w² carried from one update to the next
/// norm so that a step reads the table once. Lazy: the rows that the batch read.
/// </summary>
sealed class TableWeights : UpdatedWeights
{
    const int LazyGrain = 512;
    const int Ahead = 8;
    readonly int _assembleFrom;
    readonly EmbeddingUpdate _mode;
    readonly RowGradients _gradients;
    readonly int _width;
    readonly WeightBlock[] _blocks;

    public TableWeights(EmbeddingTable table, OptimiserOptions options)
        : base(table.Name, table.Weights, options.Kind, options.EmbeddingRegulariser)
    {
        _mode = options.EmbeddingUpdate;
        _width = table.Width;
        _assembleFrom = table.Rows / 8; // where every eighth row is touched, one call per block beats one per row; the bits are the same
        _gradients = new RowGradients(table.Rows, table.Width);
        var grain = Math.Max(1, WeightBlock.Elements / table.Width);
        _blocks = _mode == EmbeddingUpdate.Exact ? [.. WeightBlock.Cut(this, 1, table.Rows, grain)] : [];
    }

    public override IEnumerable<WeightBlock> Blocks =>
        _mode == EmbeddingUpdate.Exact ? _blocks : WeightBlock.Cut(this, 0, _gradients.Count, LazyGrain);

    /// <summary>Forgets the last batch's gradient.</summary>
    public void Clear() => _gradients.Clear();

    /// <summary>Adds the gradient of one id column.</summary>
    public void Scatter(ReadOnlySpan<int> ids, ReadOnlySpan<float> gradients, int column, int columns) =>
        _gradients.Add(ids, gradients, column, columns);

    /// <summary>Says that something else changed the weights.</summary>
    public void WeightsChanged()
    {
        foreach (var block in _blocks)
        {
            block.SquaredWeights = double.NaN;
        }
    }

    public override (double SquaredGradient, double Penalty) Measure(WeightBlock block, int start, int end) =>
        _mode == EmbeddingUpdate.Lazy ? MeasureTouched(start, end)
        : Regulariser.L1 != 0 ? MeasureAssembled(start, end)
        : MeasureAll(block, start, end);

    public override void Update(WeightBlock block, int start, int end, UpdateRule rule)
    {
        if (_mode == EmbeddingUpdate.Lazy)
        {
            for (var slot = start; slot < end; slot++)
            {
                Prefetch(Math.Min(slot + Ahead, end - 1));
                UpdateTouched(slot, rule);
            }
        }
        else
        {
            if (Regulariser.L1 != 0 || _gradients.Count > _assembleFrom)
            {
                UpdateAssembled(start, end, rule);
            }
            else
            {
                UpdateByRow(start, end, rule);
            }

            block.SquaredWeights = Regulariser.L2 == 0 ? 0 : SumOfSquares.Of(Rows(start, end));
        }
    }

    void Prefetch(int slot)
    {
        var at = _gradients.Row(slot) * _width;
        Cache.Fetch(Weights, at, _width);
        Cache.Fetch(First, at, _width);
        Cache.Fetch(Second, at, _width);
    }

    Span<float> Rows(int start, int end) => Weights.Slice(start * _width, (end - start) * _width);

    (double, double) MeasureAll(WeightBlock block, int start, int end)
    {
        var squares = Regulariser.L2 == 0 ? 0 : double.IsNaN(block.SquaredWeights) ? SumOfSquares.Of(Rows(start, end)) : block.SquaredWeights;
        var beyond = 0.0;
        foreach (var row in new TouchedRows(_gradients.SlotsPlusOne, start, end))
        {
            beyond += GradientSums.SquaredNormBeyondPenalty(_gradients.Sum(_gradients.SlotsPlusOne[row] - 1), Rows(row, row + 1), Decay);
        }

        return ((double)Decay * Decay * squares + beyond, Regulariser.L2 / 2 * squares);
    }

    (double, double) MeasureTouched(int start, int end)
    {
        var (norm, penalty) = (0.0, 0.0);
        for (var slot = start; slot < end; slot++)
        {
            Cache.Fetch(Weights, _gradients.Row(Math.Min(slot + Ahead, end - 1)) * _width, _width);
            var weights = Rows(_gradients.Row(slot), _gradients.Row(slot) + 1);
            if (Regulariser.L1 != 0)
            {
                GradientSums.AddSigns(_gradients.Sum(slot), weights, (float)Regulariser.L1);
            }

            norm += GradientSums.SquaredNorm(_gradients.Sum(slot), weights, Decay);
            penalty += Penalty(weights);
        }

        return (norm, penalty);
    }

    (double, double) MeasureAssembled(int start, int end)
    {
        var scratch = AssembledGradient(start, end);
        var norm = GradientSums.SquaredNorm(scratch.AsSpan(0, (end - start) * _width), Rows(start, end), Decay);
        ArrayPool<float>.Shared.Return(scratch);
        return (norm, Penalty(Rows(start, end)));
    }

    void UpdateByRow(int start, int end, UpdateRule rule)
    {
        var done = start;
        foreach (var row in new TouchedRows(_gradients.SlotsPlusOne, start, end))
        {
            UpdateUntouched(done, row, rule);
            UpdateTouched(_gradients.SlotsPlusOne[row] - 1, rule);
            done = row + 1;
        }

        UpdateUntouched(done, end, rule);
    }

    void UpdateUntouched(int start, int end, UpdateRule rule)
    {
        if (start < end)
        {
            var (first, length) = (start * _width, (end - start) * _width);
            rule.ApplyWithoutGradient(Rows(start, end), Part(First, first, length), Part(Second, first, length));
        }
    }

    void UpdateTouched(int slot, UpdateRule rule)
    {
        var row = _gradients.Row(slot);
        rule.Apply(Rows(row, row + 1), _gradients.Sum(slot), Part(First, row * _width, _width), Part(Second, row * _width, _width));
    }

    void UpdateAssembled(int start, int end, UpdateRule rule)
    {
        var (first, length) = (start * _width, (end - start) * _width);
        var scratch = AssembledGradient(start, end);
        rule.Apply(Rows(start, end), scratch.AsSpan(0, length), Part(First, first, length), Part(Second, first, length));
        ArrayPool<float>.Shared.Return(scratch);
    }

    float[] AssembledGradient(int start, int end)
    {
        var scratch = ArrayPool<float>.Shared.Rent((end - start) * _width);
        var gradient = scratch.AsSpan(0, (end - start) * _width);
        gradient.Clear();
        foreach (var row in new TouchedRows(_gradients.SlotsPlusOne, start, end))
        {
            _gradients.Sum(_gradients.SlotsPlusOne[row] - 1).CopyTo(gradient[((row - start) * _width)..]);
        }

        if (Regulariser.L1 != 0)
        {
            GradientSums.AddSigns(gradient, Rows(start, end), (float)Regulariser.L1);
        }

        return scratch;
    }
}
