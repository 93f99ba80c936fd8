using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Tokens;

/// <summary>
/// RankMixer's mixing for any number of heads H that divides D, and its inverse: token h of the result is head h of all
/// tokens side by side. With H = T it is the block transpose, its own inverse.
/// </summary>
static class HeadMixing
{
    /// <summary>[B, T, D] → [B, H, T·D/H].</summary>
    public static Tensor Mix(Tensor x, int heads) =>
        x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(1, 2).flatten(2);

    /// <summary>[B, H, T·D/H] → [B, T, D].</summary>
    public static Tensor Undo(Tensor mixed, int tokens) => Mix(mixed, tokens);
}
