using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers.LongHistories;

// B batch, L positions of a history, m numbers of an item's vector, n hashes

/// <summary>
/// SDIM's interest (Cao et al., 2022): for each of n hashes the sum of the items whose bits are all the target's; the
/// mean over the hashes.
/// </summary>
/// <param name="hash">n · bits planes.</param>
/// <param name="hashes">n.</param>
/// <param name="normalises">Whether each sum is divided by its length.</param>
/// <param name="path">The stage's name.</param>
sealed class BucketSum(SignHash hash, int hashes, bool normalises, string path) : IInterest
{
    /// <inheritdoc/>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/hashes", $"{path}.hashes"), new(name, path, SiteKind.Vector),
    ];

    /// <inheritdoc/>
    public Tensor Apply(Tensor target, Tensor history, Tensor mask, ForwardPass pass)
    {
        var bits = hash.Bits(history, pass).unflatten(2, hashes, -1); // [B, L, n, bits]
        var wanted = hash.Bits(target.unsqueeze(1), pass).unflatten(2, hashes, -1); // [B, 1, n, bits]
        var collides = bits.eq(wanted).all(3).logical_and(mask.unsqueeze(-1)); // [B, L, n]
        var sums = collides.to(history.dtype).transpose(1, 2).matmul(history); // [B, n, m]
        sums = pass.Observe($"{path}.hashes", normalises ? functional.normalize(sums, dim: -1) : sums);
        return pass.Observe(path, sums.mean([1]));
    }
}
