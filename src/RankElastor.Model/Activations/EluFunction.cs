using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>x where it is positive, else eˣ − 1 (Clevert et al., 2016).</summary>
readonly struct EluFunction : IActivation
{
    public static IReadOnlyList<string> Words => ["elu"];

    public static Tensor Apply(Tensor x) => functional.elu(x, 1);

    public static Lanes Value(Lanes x) => ValueAndSlope(x, out _);

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var isPositive = Vector512.GreaterThan(x, Lanes.Zero);
        var power = VectorExp.Of(Vector512.Min(x, Lanes.Zero));
        slope = Vector512.ConditionalSelect(isPositive, Lanes.One, power);
        return Vector512.ConditionalSelect(isPositive, x, power - Lanes.One);
    }
}
