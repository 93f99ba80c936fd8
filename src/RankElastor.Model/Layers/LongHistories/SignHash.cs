using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.LongHistories;

// B batch, L positions of a history, m numbers of an item's vector, H bits

/// <summary>
/// Bits of random hyperplanes (Charikar, 2002): bit j of x is 1 where x · r_j &gt; 0. Vectors of a small angle share
/// many. There is no gradient.
/// </summary>
/// <remarks>
/// The planes are drawn once from the model's seed and kept with its weights. Those that are not fixed are drawn anew
/// for each training step, one set for all rows of the batch; evaluation takes the kept ones, so that a row has one
/// result.
/// </remarks>
sealed class SignHash
{
    readonly Tensor _planes;
    readonly string _name;
    readonly int _width;
    readonly bool _isFixed;

    /// <summary>Makes the planes.</summary>
    /// <param name="scope">Where they are.</param>
    /// <param name="name">Their name there.</param>
    /// <param name="shape">Their shape, [m, …] or [1, m, …].</param>
    /// <param name="width">m.</param>
    /// <param name="isFixed">Whether all training steps have the same planes.</param>
    public SignHash(Scope scope, string name, long[] shape, int width, bool isFixed)
    {
        (_name, _width, _isFixed) = (scope.Sub(name).Path, width, isFixed);
        _planes = scope.AddDrawn(name, shape, Initialisers.Normal(1));
    }

    /// <summary>[…, m] → bits [..., H] as numbers.</summary>
    public Tensor Bits(Tensor x, ForwardPass pass)
    {
        var planes = _isFixed || !pass.Training ? _planes : Drawn(pass);
        return (x.detach().matmul(planes.view(_width, -1).to(x.dtype)) > 0).to(x.dtype);
    }

    /// <summary>
    /// Positions [B, k] of the items whose bits differ least from the query's; padding counts as
    /// <paramref name="paddingDiffers"/> bits. Fewer than k where the history is shorter.
    /// </summary>
    public Tensor Nearest(
        Tensor query, Tensor history, Tensor mask, int most, int paddingDiffers, ForwardPass pass)
    {
        var (wanted, bits) = (Bits(query, pass).unsqueeze(-1), Bits(history, pass)); // [B, H, 1], [B, L, H]
        var both = bits.matmul(wanted).squeeze(-1); // bits that are 1 in both
        var likeness = 2 * both - bits.sum(-1) - wanted.sum(1); // minus the bits that differ
        return likeness.masked_fill(mask.logical_not(), -paddingDiffers)
            .topk((int)Math.Min(most, history.shape[1]), 1).indexes;
    }

    Tensor Drawn(ForwardPass pass)
    {
        var values = new float[_planes.numel()];
        Initialisers.Normal(1)(
            values, _planes.shape, new SeededRandom(pass.Seed).Fork(_name).Fork(pass.Step));
        return tensor(values);
    }
}
