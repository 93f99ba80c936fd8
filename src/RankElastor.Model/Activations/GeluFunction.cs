using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Model.Activations;

/// <summary>x Φ(x) with the normal distribution function Φ; slope Φ(x) + x φ(x).</summary>
/// <remarks>
/// erfc(z) = t q(t) e^(−z²) with t = 1 / (1 + 0.32 z), the form of Abramowitz and Stegun's 7.1.26 (1964) with a q of
/// degree 7 that interpolates at the Chebyshev nodes of 0 ≤ z ≤ 9: absolute error below 2.4e-8 before rounding. Its
/// exponential e^(−x²/2) is φ as well.
/// </remarks>
public readonly struct GeluFunction : IActivation
{
    const float InverseRoot2 = 0.70710678f, InverseRoot2Pi = 0.39894228f;

    public static IReadOnlyList<string> Words => ["gelu"];

    public static Tensor Apply(Tensor x) => functional.gelu(x);

    public static Lanes Value(Lanes x) => x * Distribution(x, VectorExp.Of(x * x * -0.5f));

    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var bell = VectorExp.Of(x * x * -0.5f);
        var distribution = Distribution(x, bell);
        slope = Vector512.FusedMultiplyAdd(x, bell * InverseRoot2Pi, distribution);
        return x * distribution;
    }

    static Lanes Distribution(Lanes x, Lanes bell)
    {
        var slope = Vector512.Create(0.32f * InverseRoot2);
        var t = Lanes.One / Vector512.FusedMultiplyAdd(Vector512.Abs(x), slope, Lanes.One);
        var p = Vector512.Create(-0.167445007f * 0.5f);
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.657262714f * 0.5f));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(-0.668888795f * 0.5f));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.684108869f * 0.5f));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(-0.0939987764f * 0.5f));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.236907503f * 0.5f));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.170915038f * 0.5f));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.181138464f * 0.5f));
        var tail = p * t * bell; // Φ(−|x|)
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Lanes.Zero), tail, Lanes.One - tail);
    }
}
