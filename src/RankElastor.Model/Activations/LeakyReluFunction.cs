using System.Runtime.Intrinsics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>max(0, x) + 0.01 min(0, x), with slope 0.01 at 0.</summary>
readonly struct LeakyReluFunction : IActivation
{
    const float Leak = 0.01f;

    public static IReadOnlyList<string> Words => ["leakyrelu", "leaky_relu"];

    public static Tensor Apply(Tensor x) => functional.leaky_relu(x, Leak);

    public static Lanes Value(Lanes x) => ValueAndSlope(x, out _);

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var leak = Vector512.Create(Leak);
        slope = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Lanes.Zero), Lanes.One, leak);
        return x * slope;
    }
}
