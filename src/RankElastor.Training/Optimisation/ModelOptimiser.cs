using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation;

/// <summary>
/// The optimiser's step after backward: dense parameters by autograd's gradients, embedding tables by scatter-add of
/// their rows' gradients. One pass measures the global norm, the next updates. The result does not depend on threads.
/// </summary>
public sealed class ModelOptimiser
{
    readonly OptimiserOptions _options;
    readonly Workers _workers;
    readonly DenseUpdates[] _dense;
    readonly TableUpdates[] _tables;
    readonly UpdateBlock[] _gradientBlocks; // dense weights and the batch's distinct rows
    readonly UpdateBlock[] _rowBlocks; // all rows; none in the lazy mode
    readonly UpdateBlock[] _updated;
    readonly double[] _strengths; // of L2, each once

    /// <summary>Starts with empty state: for Adam two more numbers per weight.</summary>
    public ModelOptimiser(RankingModel model, OptimiserOptions options, Workers workers)
    {
        _options = options;
        _workers = workers;
        LearningRate = options.LearningRate;
        _dense = [.. model.Parameters.Trainable.Select(weights => new DenseUpdates(weights, options))];
        _tables = [.. model.Embeddings.Select(set => new TableUpdates(set, options))];
        UpdateBlock[] dense = [.. _dense.SelectMany(weights => weights.Blocks)];
        UpdateBlock[] partitions = [.. _tables.SelectMany(set => set.Partitions)];
        _rowBlocks = [.. _tables.SelectMany(set => set.Blocks)];
        _gradientBlocks = [.. dense, .. partitions];
        _updated = [.. dense, .. options.EmbeddingUpdate == EmbeddingUpdate.Exact ? _rowBlocks : partitions];
        _strengths = [.. _updated.Select(block => block.L2).Distinct()];
    }

    /// <summary>The rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Updates so far; Adam's bias correction depends on it.</summary>
    public long Steps { get; set; }

    /// <summary>The state by name, in fixed order, live: a checkpoint reads and writes it.</summary>
    public IEnumerable<(string Name, Tensor Values)> State =>
        _dense.SelectMany(weights => weights.State).Concat(_tables.SelectMany(set => set.State))
            .Where(state => state.Values.numel() > 0);

    /// <summary>One update by the gradients of the batch's backward pass, which are spent afterwards.</summary>
    /// <exception cref="DivergedException">The gradient's norm is not finite; no weight was touched.</exception>
    public StepReport Step(Batch batch)
    {
        using var scope = NewDisposeScope();
        Collect(batch);
        var report = Measure();
        Update(report.GradientNorm);
        return report;
    }

    /// <summary>Drops the gradients of the dense parameters; those of tables end with their forward pass.</summary>
    public void ZeroGrad()
    {
        foreach (var weights in _dense)
        {
            weights.ZeroGrad();
        }
    }

    /// <summary>The penalty of all weights as they are now: one pass over everything that has a regulariser.</summary>
    public double Regularisation() =>
        _dense.Sum(weights => weights.Penalty()) + _tables.Sum(set => set.Penalty(_options.EmbeddingRegulariser));

    /// <summary>To be called after anything else has written to the tables (a checkpoint, an import).</summary>
    public void WeightsChanged()
    {
        foreach (var set in _tables)
        {
            set.WeightsChanged();
        }
    }

    /// <summary>First part of a step: finds the gradients and partitions the batch's look-ups by table row.</summary>
    internal void Collect(Batch batch)
    {
        foreach (var weights in _dense)
        {
            weights.TakeGradient();
        }

        foreach (var set in _tables)
        {
            set.Collect(batch, Steps + 1, _workers);
        }
    }

    /// <summary>Second part: the scatter-add, the global norm and the penalty.</summary>
    internal StepReport Measure()
    {
        _workers.ForEach(_gradientBlocks.Length, i => _gradientBlocks[i].Measure());
        if (Array.Exists(_tables, set => set.BlocksAreDue))
        {
            _workers.ForEach(_rowBlocks.Length, i => _rowBlocks[i].Measure());
        }

        var squares = 0.0;
        var penalty = 0.0;
        foreach (var block in _gradientBlocks.Concat(_rowBlocks))
        {
            squares += block.SquaredGradient;
            penalty += block.Penalty;
        }

        return new StepReport(Math.Sqrt(squares), penalty);
    }

    /// <summary>Third part: the update by the clipped gradient.</summary>
    internal void Update(double norm)
    {
        if (!double.IsFinite(norm))
        {
            foreach (var set in _tables)
            {
                set.DropGradient();
            }

            throw new DivergedException("gradient norm", norm, Steps + 1);
        }

        var scale = Math.Min(1, _options.MaxGradientNorm / (norm + 1e-6));
        Steps++;
        var rules = _strengths.ToDictionary(l2 => l2, l2 => _options.Kind.At(Steps, LearningRate, scale, l2));
        _workers.ForEach(_updated.Length, i => _updated[i].Update(rules[_updated[i].L2]));
    }
}

/// <summary>
/// What one update saw: the gradient's global norm before clipping, and the penalty of the weights before the update.
/// With lazy embedding updates both count only the table rows of the batch.
/// </summary>
public readonly record struct StepReport(double GradientNorm, double Regularisation);
