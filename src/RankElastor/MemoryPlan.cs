using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;
using RankElastor.Model;
using RankElastor.Numerics.Memory;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;

namespace RankElastor;

/// <summary>
/// The least memory that a run needs, in bytes, reckoned from shapes before any of it is asked for.
/// </summary>
sealed record MemoryPlan
{
    const int BatchesInFlight = 5;
    const double ShuffleBytes = 2L << 30; // of ShuffleOptions
    const int InMemory = 2; // of each activation: its value and its gradient

    /// <summary>Embedding tables, with the optimiser's state of their rows.</summary>
    public required double Tables { get; init; }

    /// <summary>Dense parameters, their gradients and the optimiser's state.</summary>
    public required double Dense { get; init; }

    /// <summary>Batches that are read ahead, and the activations of one in a training step.</summary>
    public required double Batch { get; init; }

    /// <summary>Rows that are kept in memory.</summary>
    public required double Data { get; init; }

    public double Total => Tables + Dense + Batch + Data;

    public static MemoryPlan Of(RankingModel model, TrainingOptions options, PreparedData data)
    {
        var kind = options.Optimiser.Kind;
        var tables = model.Embeddings.SelectMany(set => set.Tables).ToList();
        var state = tables.Sum(table => (double)table.Rows
            * (kind.FirstWidth(table.Width) + kind.SecondWidth(table.Width)) * sizeof(float));
        var index = options.Optimiser.EmbeddingUpdate == EmbeddingUpdate.Exact
            ? tables.Sum(table => (double)table.Rows * sizeof(int)) : 0;
        var rows = Math.Min(options.BatchSize, data.Train.Rows);
        var activations = model.Embeddings.Sum(set => (double)set.IdColumns.Count * set.Width)
            + model.Parameters.Trainable.Sum(parameter => NarrowSide(parameter.Value.shape));
        return new MemoryPlan
        {
            Tables = model.EmbeddingBytes + state + index,
            Dense = (double)model.DenseParameters * sizeof(float)
                * (2 + kind.FirstWidth(1) + kind.SecondWidth(1)),
            Batch = rows * (BatchesInFlight * RowBytes(data.Train) + InMemory * activations * sizeof(float)),
            Data = ((ColumnStore?[])[data.Train, data.Valid]).Sum(Kept),
        };
    }

    /// <summary>One line for the start of a run.</summary>
    public string Line =>
        $"Memory: at least {MachineMemory.Text(Total)} of {MachineMemory.Text(MachineMemory.Bytes)} (tables "
        + $"{MachineMemory.Text(Tables)}, dense parameters {MachineMemory.Text(Dense)}, batches "
        + $"{MachineMemory.Text(Batch)}, rows {MachineMemory.Text(Data)}).";

    /// <summary>
    /// Refuses a plan beyond <paramref name="available"/> bytes; the message names the key to change.
    /// </summary>
    /// <exception cref="InputException">The run needs more.</exception>
    public void Check(string where, double available)
    {
        if (Total <= available)
        {
            return;
        }

        (double Bytes, string Key, string What)[] parts =
        [
            (Tables, "embedding_dim", "the embedding tables (also: min_categr_count, num_buckets, vocab_size)"),
            (Dense, "hidden_units", "the dense parameters (also: embedding_dim, Token_num, Token_dim, depth)"),
            (Batch, "batch_size", "its batches (also: max_len)"),
            (Data, "shuffle_form", "the rows kept in memory (block keeps fewer)"),
        ];
        var largest = parts.MaxBy(part => part.Bytes);
        throw InputException.At(
            $"{where}: {largest.Key}",
            $"a run of {MachineMemory.Text(Total)}, {MachineMemory.Text(largest.Bytes)} of them for {largest.What}",
            $"what the machine has, {MachineMemory.Text(available)}");
    }

    static double RowBytes(ColumnStore store) => store.Rows == 0 ? 0 : (double)store.Bytes / store.Rows;

    /// <summary>Larger splits are read by blocks.</summary>
    static double Kept(ColumnStore? store) => store is null ? 0 : Math.Min(store.Bytes, ShuffleBytes);

    /// <summary>Numbers that a product with such a weight makes per row, at least.</summary>
    static double NarrowSide(long[] shape) =>
        shape.Length < 2 ? 0 : shape.Aggregate(1.0, (product, size) => product * size) / Math.Max(shape[^1], shape[^2]);
}
