using RankElastor.Model.Parameters;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Mixing;

/// <summary>I_g ⊗ W or W ⊗ I_g, W ∈ R^{(TD/g)×(TD/g)} without bias. With g = T and groups within, nothing crosses tokens.</summary>
public sealed class KroneckerMixing(Scope scope, int size, MixingOptions.Kronecker options) : MixingOperator
{
    readonly int _order = size / options.Groups;
    readonly Tensor _weight = scope.Add("permutation_mixing.weight", [size / options.Groups, size / options.Groups], Initialisers.XavierNormal);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor v) => options.Form == KroneckerForm.WithinGroups
        ? functional.linear(v.view(-1, options.Groups, _order), _weight).view(-1, size) // [B, g, order]
        : _weight.matmul(v.view(-1, _order, options.Groups)).view(-1, size); // [B, order, g]
}
