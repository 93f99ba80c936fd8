using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>ln(1 + eˣ); its slope is the logistic function.</summary>
readonly struct SoftplusFunction : IActivation
{
    public static IReadOnlyList<string> Words => ["softplus"];

    public static Tensor Apply(Tensor x) => functional.softplus(x);

    public static Lanes Value(Lanes x) =>
        Vector512.Max(x, Lanes.Zero) + Vector512.Log(Lanes.One + VectorExp.Of(-Vector512.Abs(x)));

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        slope = SigmoidFunction.Value(x);
        return Value(x);
    }
}
