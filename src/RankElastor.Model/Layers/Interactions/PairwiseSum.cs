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
        ObserveFields(x, pass);
        return pass.Observe(path, Doubled(x).sum(-1, keepdim: true) * 0.5);
    }

    /// <summary>The same without the sum over e, [B, F, E] → [B, E]: the pooling of NFM.</summary>
    public Tensor Pool(Tensor x, ForwardPass pass)
    {
        ObserveFields(x, pass);
        return pass.Observe(path, Doubled(x) * 0.5);
    }

    static Tensor Doubled(Tensor x)
    {
        var sum = x.sum(1); // [B, E]
        return sum * sum - (x * x).sum(1);
    }

    void ObserveFields(Tensor x, ForwardPass pass) =>
        pass.ObserveMade(Fields, () => x * (x.sum(1, keepdim: true) - x));

    string Fields => $"{path}.fields";
}
