using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Attention;

// B batch, H heads, Q queries, K keys, a width of a head

/// <summary>Attention in heads of which some keys are not to be seen.</summary>
static class MaskedAttention
{
    const double Hidden = -1e9;

    /// <summary>[B, n, H·a] → [B, H, n, a].</summary>
    public static Tensor Split(Tensor x, int heads) => x.unflatten(2, heads, x.shape[2] / heads).transpose(1, 2);

    /// <summary>[B, H, n, a] → [B, n, H·a].</summary>
    public static Tensor Join(Tensor x) => x.transpose(1, 2).flatten(2);

    /// <summary>
    /// softmax(q kᵀ / √a) over the keys that a query sees, [B, H, Q, K]; zeros for one that sees none.
    /// <paramref name="sees"/> is 1 or 0, [B, Q, K] or [B, 1, K].
    /// </summary>
    public static Tensor Weights(Tensor queries, Tensor keys, Tensor sees)
    {
        var shown = sees.unsqueeze(1);
        var scores = queries.matmul(keys.transpose(-1, -2)) / Math.Sqrt(queries.shape[^1]);
        return scores.masked_fill(shown.eq(0), Hidden).softmax(-1) * shown;
    }
}
