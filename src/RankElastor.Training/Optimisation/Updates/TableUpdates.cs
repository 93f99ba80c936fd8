using RankElastor.Data.Rows;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// A set of embedding tables, updated outside autograd. Lazy: the distinct rows of the batch, in parts of even size. Exact: those first, for their gradient;
/// then every row but padding, in blocks of rows, with Σ w² carried from one update to the next norm so that a step passes the tables once.
/// </summary>
sealed class TableUpdates
{
    readonly EmbeddingTables _set;
    readonly TableState[] _tables;
    readonly TableStep _step;
    readonly ulong _seed;
    readonly TableBlock[] _blocks;

    public TableUpdates(EmbeddingTables set, OptimiserOptions options)
    {
        _set = set;
        _step = new TableStep(new RowSums(set), options);
        _seed = new SeededRandom(options.Seed).Fork(set.Path).NextUInt64();
        _tables = [.. set.Tables.Select((table, index) => new TableState(table, index, options))];
        Parts = [.. Enumerable.Range(0, RowSums.Parts).Select(part => new TablePart(part, _tables, _step))];
        _blocks = options.EmbeddingUpdate == EmbeddingUpdate.Lazy ? [] : [.. _tables.SelectMany(table => TableBlock.Cut(table, _step))];
    }

    /// <summary>Pieces that sum the batch's gradients; in the lazy mode they update rows too.</summary>
    public IReadOnlyList<TablePart> Parts { get; }

    /// <summary>Pieces that update all rows in the exact mode; to be measured after <see cref="Parts"/>.</summary>
    public IReadOnlyList<TableBlock> Blocks => _blocks;

    /// <summary>Whether <see cref="Blocks"/> must be measured in this step; else their numbers are those that the last update left.</summary>
    public bool BlocksAreDue => _blocks.Length > 0 && _blocks[0].IsDue;

    /// <summary>The rule's state by name, live.</summary>
    public IEnumerable<(string Name, Tensor Values)> State => _tables.SelectMany(table => table.State);

    /// <summary>Deals the batch's look-ups; the caller's dispose scope keeps the gradient until the parts are measured.</summary>
    public void Collect(Batch batch, long step, Workers workers)
    {
        _step.Noise = new RoundingNoise(_seed, step);
        var gradient = _set.Leaf?.grad;
        _step.Sums.Deal(batch, gradient is null ? 0 : TensorSpans.Address(gradient.contiguous()), workers);
    }

    /// <summary>Says that something else changed the weights.</summary>
    public void WeightsChanged()
    {
        foreach (var block in _blocks)
        {
            block.WeightsChanged();
        }
    }

    /// <summary>Drops the gradient of a step that is not made.</summary>
    public void Forget()
    {
        foreach (var table in _tables)
        {
            table.Slots.AsSpan().Clear();
        }
    }

    /// <summary>The penalty of all rows as they are now.</summary>
    public double Penalty(Regulariser regulariser)
    {
        var sum = 0.0;
        foreach (var table in _tables)
        {
            var grain = TableBlock.Grain(table.Table.Width);
            for (var row = 0; row < table.Table.Rows; row += grain)
            {
                sum += regulariser.Penalty(table.Rows(row, Math.Min(grain, table.Table.Rows - row)));
            }
        }

        return sum;
    }
}
