using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>x σ(x).</summary>
readonly struct SiluFunction : IActivation
{
    public static IReadOnlyList<string> Words => ["silu", "swish"];

    public static Tensor Apply(Tensor x) => functional.silu(x);

    public static Lanes Value(Lanes x) => x * SigmoidFunction.Value(x);

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var sigmoid = SigmoidFunction.Value(x);
        slope = sigmoid * (Lanes.One + x * (Lanes.One - sigmoid));
        return x * sigmoid;
    }
}
