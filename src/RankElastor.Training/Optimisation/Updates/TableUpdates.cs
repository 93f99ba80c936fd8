using RankElastor.Data.Rows;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// Updates of one set of embedding tables, outside autograd. Lazy: the batch's distinct rows, in even partitions.
/// Exact: those are summed first; then every row but padding is updated, in blocks of rows.
/// </summary>
sealed class TableUpdates
{
    readonly EmbeddingTables _set;
    readonly TableState[] _tables;
    readonly ulong _seed;

    public TableUpdates(EmbeddingTables set, OptimiserOptions options)
    {
        _set = set;
        Options = options;
        Gradients = new ScatterAdd(set);
        _seed = new SeededRandom(options.Seed).Fork(set.Path).NextUInt64();
        _tables = [.. set.Tables.Select((table, index) => new TableState(table, index, options))];
        var partitions = Enumerable.Range(0, ScatterAdd.Partitions);
        Partitions = [.. partitions.Select(partition => new RowPartition(partition, _tables, this))];
        var exact = options.EmbeddingUpdate == EmbeddingUpdate.Exact;
        Blocks = exact ? [.. _tables.SelectMany(table => RowBlock.Of(table, this))] : [];
    }

    public OptimiserOptions Options { get; }
    public ScatterAdd Gradients { get; }
    public RoundingNoise Noise { get; private set; }
    public IReadOnlyList<RowPartition> Partitions { get; }

    /// <summary>They update all rows in the exact mode; to be measured after <see cref="Partitions"/>.</summary>
    public IReadOnlyList<RowBlock> Blocks { get; }

    /// <summary>Whether <see cref="Blocks"/> must be measured; else the last update left their numbers.</summary>
    public bool BlocksAreDue => Blocks.Count > 0 && Blocks[0].IsDue;

    public IEnumerable<(string Name, Tensor Values)> State => _tables.SelectMany(table => table.State);

    /// <summary>Partitions the look-ups; the caller's dispose scope keeps the gradient until it is measured.</summary>
    public void Collect(Batch batch, long step, Workers workers)
    {
        Noise = new RoundingNoise(_seed, step);
        var gradient = _set.Leaf?.grad;
        var address = gradient is null ? 0 : TensorSpans.Address(gradient.contiguous());
        Gradients.Partition(_set.Ids(batch), address, workers);
    }

    public void WeightsChanged()
    {
        foreach (var block in Blocks)
        {
            block.WeightsChanged();
        }
    }

    public void DropGradient()
    {
        foreach (var table in _tables)
        {
            table.GradientIndex.AsSpan().Clear();
        }
    }

    public double Penalty(Regulariser regulariser)
    {
        var sum = 0.0;
        foreach (var table in _tables)
        {
            var size = RowBlock.Size(table.Table.Width);
            for (var row = 0; row < table.Table.Rows; row += size)
            {
                sum += regulariser.Penalty(table.Rows(row, Math.Min(size, table.Table.Rows - row)));
            }
        }

        return sum;
    }
}
