using RankElastor.Model.Parameters;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Mixing;

/// <summary>U Vᵀ v + d ⊙ v, U and V in R^{TD×r}; d starts at zero and is optional.</summary>
public sealed class LowRankMixing(Scope scope, int size, MixingOptions.LowRank options) : MixingOperator
{
    readonly Tensor _down = scope.Add("down.weight", [options.Rank, size], Initialisers.XavierNormal); // Vᵀ
    readonly Tensor _up = scope.Add("up.weight", [size, options.Rank], Initialisers.XavierNormal); // U
    readonly Tensor? _diagonal = options.Diagonal ? scope.Add("diagonal", [size], Initialisers.Zeros) : null;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor v)
    {
        var y = functional.linear(functional.linear(v, _down), _up);
        return _diagonal is null ? y : y + v * _diagonal;
    }
}
