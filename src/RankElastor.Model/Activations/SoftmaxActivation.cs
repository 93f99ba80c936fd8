using static TorchSharp.torch;

namespace RankElastor.Model.Activations;

/// <summary>Softmax over the last axis, a layer's units.</summary>
sealed class SoftmaxActivation : UnitActivation
{
    public override IReadOnlyList<string> Words => ["softmax"];

    public override Tensor Apply(Tensor x) => x.softmax(-1);
}
