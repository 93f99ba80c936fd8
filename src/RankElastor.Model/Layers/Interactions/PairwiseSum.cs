using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// The second-order term of a factorisation machine (Rendle, 2010): Σ_{f&lt;g} ⟨x_f, x_g⟩, computed as
/// ½ Σ_e [(Σ_f x_fe)² − Σ_f x_fe²].
/// </summary>
sealed class PairwiseSum(string path)
{
    /// <summary>[B, F, E] → [B, 1]; zero for a single field.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var sum = x.sum(1); // [B, E]
        return pass.Observe(path, (sum * sum - (x * x).sum(1)).sum(-1, keepdim: true) * 0.5);
    }
}
