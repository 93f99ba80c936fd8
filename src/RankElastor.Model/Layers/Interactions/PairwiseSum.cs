using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// The second-order term of a factorisation machine (Rendle, 2010): Σ_{f&lt;g} ⟨x_f, x_g⟩, computed as
/// ½ Σ_e [(Σ_f x_fe)² − Σ_f x_fe²]. Probes see its summands by field, x_f ⊙ Σ_{g≠f} x_g,
/// whose numbers sum to twice it.
/// </summary>
sealed class PairwiseSum(string path)
{
    /// <summary>The summands, [B, F, E].</summary>
    public Site Site => new("fm", Fields, SiteKind.Rows);

    /// <summary>[B, F, E] → [B, 1]; zero for a single field.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var sum = x.sum(1); // [B, E]
        pass.ObserveMade(Fields, () => x * (sum.unsqueeze(1) - x));
        return pass.Observe(path, (sum * sum - (x * x).sum(1)).sum(-1, keepdim: true) * 0.5);
    }

    string Fields => $"{path}.fields";
}
