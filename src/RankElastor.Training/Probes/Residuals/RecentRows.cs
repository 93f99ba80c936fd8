using System.Runtime.InteropServices;
using RankElastor.Data.Rows;
using RankElastor.Numerics.Metrics;
using RankElastor.Training.Checkpoints;

namespace RankElastor.Training.Probes.Residuals;

/// <summary>
/// The rows that training saw last, with what the model said of each before it learnt from it: what costs nothing,
/// since each step computes it.
/// </summary>
sealed class RecentRows(FieldCodes codes, int capacity)
{
    const float MostLogit = 30;

    /// <summary>The rows; their order has no meaning.</summary>
    public CodedRows Rows { get; } = new(codes.Names.Count, capacity);

    /// <summary>
    /// Adds a batch with its logits, over the oldest rows; <paramref name="seen"/> came before. Where so many are
    /// <paramref name="toCome"/> before anyone looks that none of these would be left, nothing is written.
    /// </summary>
    public void Add(Batch batch, ReadOnlySpan<float> logits, long seen, long toCome = 0)
    {
        if (toCome >= Rows.Capacity)
        {
            return;
        }

        for (var row = Math.Max(0, batch.Rows - Rows.Capacity); row < batch.Rows; row++)
        {
            var place = (int)((seen + row) % Rows.Capacity);
            codes.Write(batch, row, Rows, place);
            Rows.Logits[place] = Math.Clamp(logits[row], -MostLogit, MostLogit); // a loss of probabilities allows ∞
        }

        Count(seen + batch.Rows);
    }

    /// <summary>So many rows were added since the start.</summary>
    public void Count(long seen) => Rows.Count = (int)Math.Min(seen, Rows.Capacity);

    /// <summary>For checkpoints, so that a resumed run judges by the same rows.</summary>
    public IEnumerable<StoredArray> Stored =>
        [Of("codes", Rows.Codes), Of("logits", Rows.Logits), Of("labels", Rows.Labels)];

    static StoredArray Of<T>(string name, T[] values) where T : unmanaged =>
        new($"recent_rows.{name}", (long)values.Length * Marshal.SizeOf<T>(),
            Marshal.UnsafeAddrOfPinnedArrayElement(values, 0));
}
