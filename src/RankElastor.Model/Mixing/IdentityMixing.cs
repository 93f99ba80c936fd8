using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>A = 0, so that vec(Y) = vec(X).</summary>
public sealed class IdentityMixing : MixingOperator
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor v) => zeros_like(v);
}
