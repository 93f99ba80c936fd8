using RankElastor.Data.Rows;

namespace RankElastor.Training.State;

/// <summary>
/// A split as batches. A batch is valid until the next one is asked for; the last of a pass may be smaller.
/// </summary>
public interface IBatchSource
{
    /// <summary>Rows of the split.</summary>
    long Rows { get; }

    /// <summary>Rows of a full batch.</summary>
    int BatchRows { get; }

    /// <summary>
    /// All rows in the order of an epoch (from 0), which is fixed by the source's seed if it shuffles, from batch
    /// <paramref name="skipBatches"/> on.
    /// </summary>
    IEnumerable<Batch> Epoch(int epoch, long skipBatches);

    /// <summary>All rows in stored order.</summary>
    IEnumerable<Batch> Sequential();
}
