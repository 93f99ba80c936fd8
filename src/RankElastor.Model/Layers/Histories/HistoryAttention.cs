using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of a position, H heads

/// <summary>
/// Torch's MultiheadAttention of a history with itself (Vaswani et al., 2017): one matrix makes queries, keys and
/// values, another joins the heads.
/// </summary>
sealed class HistoryAttention
{
    readonly Tensor _weight, _bias, _outputWeight, _outputBias;
    readonly HeadAttention _heads;

    /// <summary>Makes <c>in_proj_weight</c>, <c>in_proj_bias</c> and <c>out_proj</c> under the scope.</summary>
    public HistoryAttention(Scope scope, int width, int heads, double dropout)
    {
        _heads = new HeadAttention(scope, width, heads, dropout);
        var xavier = Initialisers.Uniform(Math.Sqrt(6.0 / (width + 3 * width))); // torch's own, as FuxiCTR leaves it
        _weight = scope.Add("in_proj_weight", [3 * width, width], xavier);
        _bias = scope.Add("in_proj_bias", [3 * width], Initialisers.Zeros);
        var output = scope.Sub("out_proj");
        _outputWeight = output.Add("weight", [width, width], Initialisers.TorchUniform);
        _outputBias = output.Add("bias", [width], Initialisers.Zeros);
    }

    /// <summary>The weights, [B, H, L, L], of padding zeros.</summary>
    public Site Site(string name) => _heads.Site(name);

    /// <summary>
    /// [B, L, m], which positions hold items [B, L], bool → [B, L, m]; the mask changes scores [B, H, L, L].
    /// </summary>
    public Tensor Apply(Tensor x, Tensor items, Func<Tensor, Tensor> mask, ForwardPass pass)
    {
        var heads = _heads.Apply(BatchProducts.Linear(x, _weight, _bias, pass), items, mask, pass);
        return BatchProducts.Linear(heads.transpose(1, 2).flatten(2), _outputWeight, _outputBias, pass);
    }
}
