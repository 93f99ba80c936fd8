using RankElastor.Data.Configuration;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// B batch, F fields, H heads, a width of a head

/// <summary>How the projections [B, F, H a] of fields are cut into heads.</summary>
public enum HeadSplit
{
    /// <summary>
    /// As FuxiCTR does it in DESTINE and InterHAt: the numbers of a row, field after field, are cut into H equal runs.
    /// A head then sees F vectors of width a that stem from some of the fields only.
    /// </summary>
    Reference,

    /// <summary>As the papers have it: a head sees its own a numbers of every field.</summary>
    Paper,
}

/// <summary>Cuts projections into heads and puts them together again.</summary>
static class HeadSplitting
{
    /// <summary>The key.</summary>
    public static Key<HeadSplit> Key { get; } = Data.Configuration.Key.Word<HeadSplit>(
        "head_split",
        "How projections of fields become heads: paper: a head has its share of every field's numbers; reference: the "
            + "numbers of all fields in a row are cut into as many runs as heads, so that fields and heads mix.");

    /// <summary>[B, F, H a] → [B H, F, a].</summary>
    public static Tensor Split(this HeadSplit how, Tensor x, int heads)
    {
        var (rows, fields, width) = (x.shape[0], x.shape[1], x.shape[2] / heads);
        return how == HeadSplit.Reference ? x.reshape(rows * heads, fields, width)
            : x.reshape(rows, fields, heads, width).transpose(1, 2).reshape(rows * heads, fields, width);
    }

    /// <summary>[B H, F, a] → [B, F, H a], the inverse of <see cref="Split"/>.</summary>
    public static Tensor Join(this HeadSplit how, Tensor x, int heads)
    {
        var (rows, fields, width) = (x.shape[0] / heads, x.shape[1], x.shape[2]);
        return how == HeadSplit.Reference ? x.reshape(rows, fields, heads * width)
            : x.reshape(rows, heads, fields, width).transpose(1, 2).reshape(rows, fields, heads * width);
    }
}
