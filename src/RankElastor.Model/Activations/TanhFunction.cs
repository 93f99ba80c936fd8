using static TorchSharp.torch;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>tanh x = 2 σ(2x) − 1.</summary>
readonly struct TanhFunction : IActivation
{
    public static IReadOnlyList<string> Words => ["tanh"];

    public static Tensor Apply(Tensor x) => x.tanh();

    public static Lanes Value(Lanes x) => SigmoidFunction.Value(x + x) * 2 - Lanes.One;

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var value = Value(x);
        slope = Lanes.One - value * value;
        return value;
    }
}
