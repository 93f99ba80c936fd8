using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>S ⊗ I_D with S = Sinkhorn(logits) ∈ R^{T×T}, a soft permutation of whole tokens.</summary>
public sealed class LearnedPermutationMixing(Scope scope, int tokens, int width, int iterations) : MixingOperator
{
    readonly Tensor _logits = scope.Add("logits", [tokens, tokens], Initialisers.Normal(0.1));

    /// <inheritdoc/>
    public override Tensor Apply(Tensor v) =>
        Sinkhorn.Normalise(_logits, iterations).matmul(v.view(-1, tokens, width)).view(-1, tokens * width);
}
