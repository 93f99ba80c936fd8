using static TorchSharp.torch;

namespace RankElastor.Model.Layers.LongHistories;

/// <summary>Some items of each history, by their positions.</summary>
static class ItemPicks
{
    /// <summary>[B, L, m] and positions [B, k] → [B, k, m].</summary>
    public static Tensor Pick(this Tensor history, Tensor positions) =>
        history.gather(1, positions.unsqueeze(-1).expand(-1, -1, history.shape[2]));

    /// <summary>The items with zeros at padding, for observers.</summary>
    public static Tensor WithoutPadding(this Tensor items, Tensor mask) =>
        items.detach() * mask.unsqueeze(-1).to(items.dtype);
}
