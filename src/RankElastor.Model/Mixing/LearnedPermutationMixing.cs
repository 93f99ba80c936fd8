using RankElastor.Data.Configuration;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>
/// S ⊗ I_D with S = Sinkhorn(logits) ∈ R^{T×T}, a soft permutation of whole tokens after that many rounds of
/// normalisation.
/// </summary>
public sealed record LearnedPermutationMixing(int Iterations = 20) : TokenMixing
{
    static readonly Key<int> _iterations =
        Key.Whole("mixing_iterations", "Sinkhorn steps of learned_permutation.", 20, most: Key.MostLayers);

    internal static Variant<TokenMixing> Variant { get; } =
        new(config => new LearnedPermutationMixing(_iterations.Read(config)), "learned_permutation")
        {
            Keys = [_iterations],
        };

    public override Func<Tensor, ForwardPass, Tensor> Build(Scope scope, int tokens, int width)
    {
        var logits = scope.Add("logits", [tokens, tokens], Initialisers.Normal(0.1));
        return (v, _) =>
            Sinkhorn.Normalise(logits, Iterations).matmul(v.view(-1, tokens, width)).view(-1, tokens * width);
    }
}
