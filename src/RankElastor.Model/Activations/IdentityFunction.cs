using static TorchSharp.torch;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>x.</summary>
readonly struct IdentityFunction : IActivation
{
    public static IReadOnlyList<string> Words => ["identity", "none", "linear"];

    public static Tensor Apply(Tensor x) => x;

    public static Lanes Value(Lanes x) => x;

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        slope = Lanes.One;
        return x;
    }
}
