using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.LongHistories;

/// <summary>
/// ETA's search (Chen et al., 2021): attention to the items whose hash differs from the target's in the fewest bits; to
/// fewer where the history is shorter.
/// </summary>
/// <param name="hash">The hash.</param>
/// <param name="attention">The attention.</param>
/// <param name="most">Items that are found.</param>
/// <param name="paddingDiffers">In how many bits padding differs.</param>
/// <param name="path">The name of the stage that shows the items.</param>
sealed class HashedAttention(
    SignHash hash, TargetAttention attention, int most, int paddingDiffers, string path) : IInterest
{
    /// <inheritdoc/>
    public IEnumerable<Site> Sites(string name) =>
        [new($"{name}/items", path, SiteKind.Padded), .. attention.Sites(name)];

    /// <inheritdoc/>
    public Tensor Apply(Tensor target, Tensor history, Tensor mask, ForwardPass pass)
    {
        var places = hash.Nearest(target, history, mask, most, paddingDiffers, pass); // [B, k]
        var (items, present) = (history.Pick(places), mask.gather(1, places));
        pass.ObserveMade(path, () => items.WithoutPadding(present));
        return attention.Apply(target, items, present, pass);
    }
}
