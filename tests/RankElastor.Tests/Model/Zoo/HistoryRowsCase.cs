using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>
/// Rows of <see cref="SmallData.Histories"/> with 3, 0, 5, 2 and 4 items, padded at the end or at the front, and what
/// definitions in plain loops read of them.
/// </summary>
static class HistoryRowsCase
{
    const int Length = 5, Fields = 4;
    static readonly int[] _items = [3, 0, Length, 2, 4];

    public static Batch Rows(bool front = false)
    {
        var batch = SmallData.Rows(_items.Length, SmallData.Histories);
        foreach (var field in SmallData.Histories.Fields.Where(field => field.Kind == FieldKind.Sequence))
        {
            foreach (var (row, items) in _items.Index())
            {
                var ids = new int[Length].AsSpan();
                for (var i = 0; i < items; i++)
                {
                    ids[i] = 1 + (7 * row + 5 * i + field.Name.Length) % 39;
                }

                ids[items..].Clear();
                if (front)
                {
                    ids[..items].ToArray().CopyTo(ids[^items..]);
                    ids[..^items].Clear();
                }

                batch.Sequence(field).SetPadded(row, ids);
            }
        }

        return batch;
    }

    public static Observed Observe(string json, bool front = false) =>
        new(json, SmallData.Histories, Rows(front));

    /// <summary>The vectors of a row's items, without padding.</summary>
    public static double[][] Items(this Observed model, int row)
    {
        var all = model["history"];
        var numbers = all.Length / _items.Length;
        return [.. all.Chunk(numbers).ElementAt(row).Chunk(numbers / Length).Where(item => item.Any(x => x != 0))];
    }

    /// <summary>All numbers of the fields but the histories, in order.</summary>
    public static double[] Others(this Observed model, int row) =>
        model["embedding"].Chunk(model["embedding"].Length / _items.Length).ElementAt(row);

    /// <summary>The item that is ranked and its category, the last two of the fields.</summary>
    public static double[] Target(this Observed model, int row)
    {
        var all = model.Others(row);
        return all[(all.Length / Fields * 2)..];
    }
}
