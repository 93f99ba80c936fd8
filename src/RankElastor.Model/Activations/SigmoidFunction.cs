using RankElastor.Kernels.Functions;
using static TorchSharp.torch;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>1 / (1 + e⁻ˣ).</summary>
readonly struct SigmoidFunction : IActivation
{
    public static IReadOnlyList<string> Words => ["sigmoid"];

    public static Tensor Apply(Tensor x) => x.sigmoid();

    public static Lanes Value(Lanes x) => Lanes.One / (Lanes.One + VectorExp.Of(-x));

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var value = Value(x);
        slope = value * (Lanes.One - value);
        return value;
    }
}
