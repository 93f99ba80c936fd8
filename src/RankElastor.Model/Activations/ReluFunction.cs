using System.Runtime.Intrinsics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>max(0, x), with slope 0 at 0.</summary>
public readonly struct ReluFunction : IActivation
{
    public static IReadOnlyList<string> Words => ["relu"];

    public static Tensor Apply(Tensor x) => functional.relu(x);

    public static bool SlopeIsOneWherePositive => true;

    public static Lanes Value(Lanes x) => Vector512.Max(x, Lanes.Zero);

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        slope = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Lanes.Zero), Lanes.One, Lanes.Zero);
        return Value(x);
    }
}
