using RankElastor.Data.Files;
using RankElastor.Kernels.Chains;
using static TorchSharp.torch;

namespace RankElastor.Model.Activations;

/// <summary>
/// An activation that is no function of a number alone: it has tensors of its own, or sees all units of a row. It can
/// stand behind the layers of a network, not inside a fused chain.
/// </summary>
abstract class UnitActivation : Activation
{
    /// <inheritdoc/>
    /// <exception cref="InputException">Always: the function is not one of a number.</exception>
    public override Tensor Apply(Tensor x) => throw NotOfANumber;

    internal override RowStage Hidden(int width, HiddenOptions options) => throw NotOfANumber;

    internal override RowStage Gated(int width, int? hidden, bool bias) => throw NotOfANumber;

    InputException NotOfANumber => InputException.At("activation", $"'{this}'", All.Allowed);
}
