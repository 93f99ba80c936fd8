using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation;

/// <summary>
/// Updates a model after backward: dense parameters from autograd's gradients, embedding tables from the gradient of the rows that were
/// gathered. One pass takes the global norm, one updates. The result does not depend on threads or time.
/// </summary>
public sealed class ModelOptimiser
{
    readonly OptimiserOptions _options;
    readonly Workers _workers;
    readonly DenseWeights[] _dense;
    readonly TableUpdates[] _tables;
    readonly Piece[] _sums;
    readonly Piece[] _blocks;
    readonly Piece[] _updated;
    readonly int _densePieces;

    /// <summary>Starts with empty state: two more numbers per weight for Adam.</summary>
    public ModelOptimiser(RankingModel model, OptimiserOptions options, Workers workers)
    {
        (_options, _workers) = (options, workers);
        LearningRate = options.LearningRate;
        _dense = [.. model.Parameters.Trainable.Select(one => new DenseWeights(one, options.Kind, options.NetRegulariser))];
        _tables = [.. model.Embeddings.Select(set => new TableUpdates(set, options))];
        Piece[] dense = [.. _dense.SelectMany(one => one.Pieces)];
        Piece[] parts = [.. _tables.SelectMany(one => one.Parts)];
        _blocks = [.. _tables.SelectMany(one => one.Blocks)];
        _densePieces = dense.Length;
        _sums = [.. dense, .. parts];
        _updated = [.. dense, .. options.EmbeddingUpdate == EmbeddingUpdate.Exact ? _blocks : parts];
    }

    /// <summary>The rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Updates so far; Adam's bias correction depends on it.</summary>
    public long Steps { get; set; }

    /// <summary>The state by name, in fixed order, live: a checkpoint reads and writes it.</summary>
    public IEnumerable<(string Name, Tensor Values)> State =>
        _dense.SelectMany(one => one.State).Concat(_tables.SelectMany(one => one.State)).Where(state => state.Values.numel() > 0);

    /// <summary>One update with the gradients of <paramref name="batch"/>'s backward pass; they are spent afterwards.</summary>
    /// <exception cref="DivergedException">The gradient's norm is not finite; no weight was touched.</exception>
    public StepReport Step(Batch batch)
    {
        using var scope = NewDisposeScope();
        Collect(batch);
        var report = Measure();
        Update(report.GradientNorm);
        return report;
    }

    /// <summary>Drops the gradients of the dense parameters; those of tables live no longer than a forward pass anyway.</summary>
    public void ZeroGrad()
    {
        foreach (var one in _dense)
        {
            one.ZeroGrad();
        }
    }

    /// <summary>The penalty of all weights as they are now: one pass over everything that has a regulariser.</summary>
    public double Regularisation() => _dense.Sum(one => one.Penalty()) + _tables.Sum(one => one.Penalty(_options.EmbeddingRegulariser));

    /// <summary>To be called after anything else has written to the tables (a checkpoint, an import).</summary>
    public void WeightsChanged()
    {
        foreach (var table in _tables)
        {
            table.WeightsChanged();
        }
    }

    /// <summary>First part of a step: where the gradients lie, and which table rows they belong to.</summary>
    internal void Collect(Batch batch)
    {
        foreach (var one in _dense)
        {
            one.TakeGradient();
        }

        foreach (var table in _tables)
        {
            table.Collect(batch, Steps + 1, _workers);
        }
    }

    /// <summary>Second part: the sums over duplicates, the norm and the penalty.</summary>
    internal StepReport Measure()
    {
        _workers.ForEach(_sums.Length, i => _sums[i].Measure());
        if (Array.Exists(_tables, table => table.BlocksAreDue))
        {
            _workers.ForEach(_blocks.Length, i => _blocks[i].Measure());
        }

        var (squares, penalty) = (0.0, 0.0);
        foreach (var piece in _sums)
        {
            (squares, penalty) = (squares + piece.SquaredGradient, penalty + piece.Penalty);
        }

        foreach (var block in _blocks)
        {
            (squares, penalty) = (squares + block.SquaredGradient, penalty + block.Penalty);
        }

        return new StepReport(Math.Sqrt(squares), penalty);
    }

    /// <summary>Third part: the clipped gradient's update.</summary>
    internal void Update(double norm)
    {
        if (!double.IsFinite(norm))
        {
            foreach (var table in _tables)
            {
                table.Forget();
            }

            throw new DivergedException("gradient norm", norm, Steps + 1);
        }

        var scale = Math.Min(1, _options.MaxGradientNorm / (norm + 1e-6));
        Steps++;
        var denseRule = _options.Kind.At(Steps, LearningRate, scale, _options.NetRegulariser.L2);
        var tableRule = _options.Kind.At(Steps, LearningRate, scale, _options.EmbeddingRegulariser.L2);
        _workers.ForEach(_updated.Length, i => _updated[i].Update(i < _densePieces ? denseRule : tableRule));
    }
}
