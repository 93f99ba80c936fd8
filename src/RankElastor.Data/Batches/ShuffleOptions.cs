namespace RankElastor.Data.Batches;

/// <summary>How the rows of an epoch are put in random order.</summary>
public enum ShuffleForm
{
    /// <summary>Exact where the split fits in <see cref="ShuffleOptions.ExactBytes"/>, else by blocks.</summary>
    Auto,

    /// <summary>Every order of all rows is equally likely; the split is held in memory.</summary>
    Exact,

    /// <summary>Blocks in random order, and the rows of some blocks at a time; memory is two windows.</summary>
    Block,
}

/// <summary>The order of rows, a function of these options, the seed and the epoch's number.</summary>
public sealed record ShuffleOptions
{
    /// <summary>What was asked for.</summary>
    public ShuffleForm Form { get; init; }

    /// <summary>
    /// The largest split in memory that <see cref="ShuffleForm.Auto"/> shuffles exactly; fixed, so that the order is
    /// the same on every machine.
    /// </summary>
    public long ExactBytes { get; init; } = 2L << 30;

    /// <summary>Consecutive rows that stay in one window.</summary>
    public int BlockRows { get; init => field = Positive(value); } = 1 << 13;

    /// <summary>Bytes of the blocks whose rows are mixed with each other: one block at least.</summary>
    public long WindowBytes { get; init => field = Positive(value); } = 256L << 20;

    /// <summary>The form for a split of that many bytes: exact or block.</summary>
    public ShuffleForm Resolve(long bytes) =>
        Form != ShuffleForm.Auto ? Form : bytes <= ExactBytes ? ShuffleForm.Exact : ShuffleForm.Block;

    static T Positive<T>(T value) where T : System.Numerics.INumber<T> =>
        T.IsPositive(value) && !T.IsZero(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Must be above 0.");
}
