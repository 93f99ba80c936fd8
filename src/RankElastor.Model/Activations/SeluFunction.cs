using System.Runtime.Intrinsics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>λ x where x is positive, else λ α (eˣ − 1) (Klambauer et al., 2017).</summary>
readonly struct SeluFunction : IActivation
{
    const float Alpha = 1.67326324f, Scale = 1.05070099f;

    public static IReadOnlyList<string> Words => ["selu"];

    public static Tensor Apply(Tensor x) => functional.selu(x);

    public static Lanes Value(Lanes x) => ValueAndSlope(x, out _);

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var value = EluFunction.ValueAndSlope(x, out slope);
        var factor = Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, Lanes.Zero), Vector512.Create(Scale), Vector512.Create(Scale * Alpha));
        slope *= factor;
        return value * factor;
    }
}
