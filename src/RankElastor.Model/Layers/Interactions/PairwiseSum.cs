using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// The second-order term of a factorisation machine (Rendle, 2010): the sum over all pairs of fields of their inner product,
/// computed as ½ Σ_e [(Σ_f x_fe)² − Σ_f x_fe²].
/// </summary>
public sealed class PairwiseSum(string path)
{
    /// <summary>[B, F, E] → [B, 1]; zero for a single field.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var sum = x.sum(1); // [B, E]
        return pass.Observe(path, (sum * sum - (x * x).sum(1)).sum(-1, keepdim: true) * 0.5);
    }
}
