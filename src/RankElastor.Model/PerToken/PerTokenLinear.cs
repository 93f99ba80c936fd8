using RankElastor.Kernels.Chains;
using RankElastor.Model.Fused;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

// T tokens, B batch

/// <summary>
/// Batched GEMM Y_t = X_t W_t + b_t, one per token; W [T, inputs, outputs] Xavier-normal unless said, b zero.
/// </summary>
sealed class PerTokenLinear(
    PerTokenScope scope, int inputs, int outputs, bool bias = true, Initialiser? initialiser = null)
{
    readonly Tensor _weight =
        scope.Add("weight", [inputs, outputs], initialiser ?? Initialisers.XavierNormal, transposed: true);
    readonly Tensor? _bias = bias ? scope.Add("bias", [outputs], Initialisers.Zeros) : null;

    internal (Tensor Weight, Tensor? Bias) Parameters => (_weight, _bias);

    internal void AddTo(ChainBuilder chain) =>
        chain.Linear(inputs, outputs, _weight, _bias, WeightLayout.InputsByOutputs);

    /// <summary>[T, B, inputs] → [T, B, outputs], or with streams [T, B, n, inputs] → [T, B, n, outputs].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var rows = x.dim() == 3 ? x : x.flatten(1, 2);
        var y = rows.bmm(_weight);
        y = _bias is null ? y : y.add_(_bias.unsqueeze(1)); // in place: bmm's gradient does not read y
        return pass.Observe(scope.Path, x.dim() == 3 ? y : y.view(x.shape[0], x.shape[1], x.shape[2], outputs));
    }
}
