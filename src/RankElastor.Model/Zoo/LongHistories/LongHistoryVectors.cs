using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers.LongHistories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.LongHistories;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>
/// Batches as models of one long history read them. A history that is padded at its end is moved there, so that the
/// newest item is the last one.
/// </summary>
sealed class LongHistoryVectors
{
    readonly HistoryVectors _fields;
    readonly IReadOnlyList<string> _others;

    /// <summary>Takes the fields' vectors, of one pair, and the newest positions that are read.</summary>
    public LongHistoryVectors(HistoryVectors fields, Schema schema, int maxLength)
    {
        _fields = fields;
        var pair = fields.Pairs[0];
        _others =
        [
            .. schema.ModelFields.Select(field => field.Name)
                .Where(name => !pair.Target.Contains(name) && !pair.History.Contains(name)),
        ];
        Length = Math.Min(fields.Length(0), maxLength);
    }

    /// <summary>m.</summary>
    public int Width => _fields.Width(0);

    /// <summary>L.</summary>
    public int Length { get; }

    /// <summary>Numbers of the other fields' vectors and of the target's.</summary>
    public int Numbers => _fields.WidthOf(_others) + Width;

    /// <summary>The fields and the history.</summary>
    public IEnumerable<Site> Sites => _fields.Sites;

    /// <summary>Looks up a batch.</summary>
    public LongHistoryRows Lookup(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        var (history, mask) = NewestLast(rows.History(0), rows.Mask(0));
        var start = history.shape[1] - Length;
        var target = rows.Target(0);
        return new LongHistoryRows(
            _others.Count == 0 ? target : cat([rows.Joined(_others), target], -1), target,
            history.narrow(1, start, Length), mask.narrow(1, start, Length));
    }

    static (Tensor History, Tensor Mask) NewestLast(Tensor history, Tensor mask)
    {
        var length = mask.shape[1];
        var places = arange(length, dtype: ScalarType.Int64);
        var last = (mask.to(ScalarType.Int64) * (places + 1)).max(1, keepdim: true).values; // [B, 1], 0 for no item
        var behind = where(last > 0, length - last, last); // padding behind the last item
        if (!behind.any().item<bool>())
        {
            return (history, mask);
        }

        var from = (places - behind + length).remainder(length); // [B, L]
        return (history.Pick(from), mask.gather(1, from));
    }
}

/// <summary>The vectors of a batch.</summary>
/// <param name="Fields">[B, numbers]: the other fields and the target.</param>
/// <param name="Target">[B, m]: the item that is ranked.</param>
/// <param name="History">[B, L, m]: the items, the newest last.</param>
/// <param name="Mask">[B, L]: whether a position holds an item.</param>
sealed record LongHistoryRows(Tensor Fields, Tensor Target, Tensor History, Tensor Mask);
