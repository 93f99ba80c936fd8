using RankElastor.Data.Batches;
using RankElastor.Model;
using RankElastor.Model.Embeddings;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation.Updates;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation;

/// <summary>
/// Updates a model after backward: dense parameters from autograd's gradients, embedding tables from the gradient of the rows that were
/// gathered. One pass takes the global norm, one updates. The result does not depend on threads or time.
/// </summary>
public sealed class ModelOptimiser
{
    const int ScatterRows = 64;
    readonly RankingModel _model;
    readonly OptimiserOptions _options;
    readonly Workers _workers;
    readonly DenseWeights[] _dense;
    readonly Dictionary<EmbeddingTable, TableWeights> _tableOf = [];
    readonly (EmbeddingTables Set, TableWeights Table, int[] Columns)[] _tables;

    /// <summary>Starts with empty state: two more numbers per weight for Adam.</summary>
    public ModelOptimiser(RankingModel model, OptimiserOptions options, Workers workers)
    {
        (_model, _options, _workers) = (model, options, workers);
        LearningRate = options.LearningRate;
        _dense = [.. model.Parameters.Trainable.Select(one => new DenseWeights(one, options.Kind, options.NetRegulariser))];
        foreach (var table in model.Embeddings.SelectMany(set => set.Tables))
        {
            _tableOf[table] = new TableWeights(table, options);
        }

        _tables = new (EmbeddingTables, TableWeights, int[])[_tableOf.Count];
    }

    /// <summary>The rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Updates so far; Adam's bias correction depends on it.</summary>
    public long Steps { get; set; }

    /// <summary>The state arrays by name, in fixed order, live: a checkpoint reads and writes them.</summary>
    public IEnumerable<(string Name, float[] Values)> State =>
        _dense.Concat<UpdatedWeights>(_model.Embeddings.SelectMany(set => set.Tables).Select(table => _tableOf[table]))
            .SelectMany(weights => new[] { ($"{weights.Name}/first", weights.First), ($"{weights.Name}/second", weights.Second) })
            .Where(state => state.Item2.Length > 0);

    /// <summary>One update with the gradients of <paramref name="batch"/>'s backward pass; they are spent afterwards.</summary>
    /// <exception cref="DivergedException">The gradient's norm is not finite; no weight was touched.</exception>
    public StepReport Step(Batch batch)
    {
        using var scope = NewDisposeScope();
        CollectGradients(batch);
        var dense = _dense.SelectMany(one => one.Blocks).ToArray();
        var tables = _tables.SelectMany(one => one.Table.Blocks).ToArray();
        WeightBlock[] all = [.. dense, .. tables];
        _workers.ForEach(all.Length, i => all[i].Measure());
        var norm = Math.Sqrt(all.Sum(block => block.SquaredGradient));
        var penalty = all.Sum(block => block.Penalty);
        if (!double.IsFinite(norm))
        {
            throw new DivergedException("gradient norm", norm, Steps + 1);
        }

        var scale = Math.Min(1, _options.MaxGradientNorm / (norm + 1e-6));
        Steps++;
        var denseRule = UpdateRule.At(_options.Kind, Steps, LearningRate, scale, _options.NetRegulariser.L2);
        var tableRule = UpdateRule.At(_options.Kind, Steps, LearningRate, scale, _options.EmbeddingRegulariser.L2);
        _workers.ForEach(all.Length, i => all[i].Update(i < dense.Length ? denseRule : tableRule));
        return new StepReport(norm, penalty);
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
    public double Regularisation() => _dense.Sum(one => one.Penalty()) + _tableOf.Values.Sum(one => one.Penalty());

    /// <summary>To be called after anything else has written to the tables (a checkpoint, an import).</summary>
    public void WeightsChanged()
    {
        foreach (var table in _tableOf.Values)
        {
            table.WeightsChanged();
        }
    }

    void CollectGradients(Batch batch)
    {
        foreach (var one in _dense)
        {
            one.TakeGradient();
        }

        if (_tables.Length > 0 && _tables[0].Table is null)
        {
            BindTables();
        }

        var leaves = _model.Embeddings.ToDictionary(set => set, set => LeafGradient(set.Leaf));
        _workers.ForEach(_workers.Threads, share => Scatter(batch, share, leaves));
    }

    void BindTables() // the id columns are known after the first look-up only
    {
        var next = 0;
        foreach (var set in _model.Embeddings)
        {
            foreach (var table in set.Tables)
            {
                int[] columns = [.. Enumerable.Range(0, set.TableOfIdColumn.Count).Where(p => set.TableOfIdColumn[p] == table)];
                _tables[next++] = (set, _tableOf[table], columns);
            }
        }
    }

    /// <summary>
    /// The tables share, share + threads, …: a few batch rows for all of them, then the next, so that the gradient passes the cache once.
    /// Each table sees the rows in batch order, whoever serves it.
    /// </summary>
    void Scatter(Batch batch, int share, Dictionary<EmbeddingTables, nint> leaves)
    {
        for (var first = 0; first < batch.Rows; first += ScatterRows)
        {
            for (var t = share; t < _tables.Length; t += _workers.Threads)
            {
                if (first == 0)
                {
                    _tables[t].Table.Clear();
                }

                Scatter(batch, first, Math.Min(ScatterRows, batch.Rows - first), _tables[t], leaves[_tables[t].Set]);
            }
        }
    }

    static unsafe void Scatter(Batch batch, int first, int rows, (EmbeddingTables Set, TableWeights Table, int[] Columns) item, nint gradient)
    {
        if (gradient == 0)
        {
            return;
        }

        var positions = item.Set.TableOfIdColumn.Count;
        var ids = batch.Ids.AsSpan(first * positions, rows * positions);
        var values = new ReadOnlySpan<float>((float*)gradient + (long)first * positions * item.Set.Width, ids.Length * item.Set.Width);
        foreach (var column in item.Columns)
        {
            item.Table.Scatter(ids, values, column, positions);
        }
    }

    static nint LeafGradient(Tensor? leaf) => leaf?.grad is { } gradient ? TensorSpans.Address(gradient.contiguous()) : 0;
}
