using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Functions;

/// <summary>x.</summary>
public readonly struct IdentityFunction : IActivationFunction
{
    /// <inheritdoc/>
    public static Lanes Value(Lanes x) => x;

    /// <inheritdoc/>
    public static Lanes Slope(Lanes x) => Lanes.One;

    /// <inheritdoc/>
    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        slope = Slope(x);
        return Value(x);
    }
}

/// <summary>max(0, x), with slope 0 at 0.</summary>
public readonly struct ReluFunction : IActivationFunction
{
    /// <inheritdoc/>
    public static bool SlopeIsOneWherePositive => true;

    /// <inheritdoc/>
    public static Lanes Value(Lanes x) => Vector512.Max(x, Lanes.Zero);

    /// <inheritdoc/>
    public static Lanes Slope(Lanes x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, Lanes.Zero), Lanes.One, Lanes.Zero);

    /// <inheritdoc/>
    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        slope = Slope(x);
        return Value(x);
    }
}

/// <summary>1 / (1 + e⁻ˣ).</summary>
public readonly struct SigmoidFunction : IActivationFunction
{
    /// <inheritdoc/>
    public static Lanes Value(Lanes x) => Lanes.One / (Lanes.One + VectorExp.Of(-x));

    /// <inheritdoc/>
    public static Lanes Slope(Lanes x)
    {
        ValueAndSlope(x, out var slope);
        return slope;
    }

    /// <inheritdoc/>
    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var value = Value(x);
        slope = value * (Lanes.One - value);
        return value;
    }
}

/// <summary>tanh x = 2 σ(2x) − 1.</summary>
public readonly struct TanhFunction : IActivationFunction
{
    /// <inheritdoc/>
    public static Lanes Value(Lanes x) => SigmoidFunction.Value(x + x) * 2 - Lanes.One;

    /// <inheritdoc/>
    public static Lanes Slope(Lanes x)
    {
        ValueAndSlope(x, out var slope);
        return slope;
    }

    /// <inheritdoc/>
    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var value = Value(x);
        slope = Lanes.One - value * value;
        return value;
    }
}

/// <summary>x σ(x).</summary>
public readonly struct SiluFunction : IActivationFunction
{
    /// <inheritdoc/>
    public static Lanes Value(Lanes x) => x * SigmoidFunction.Value(x);

    /// <inheritdoc/>
    public static Lanes Slope(Lanes x)
    {
        ValueAndSlope(x, out var slope);
        return slope;
    }

    /// <inheritdoc/>
    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var sigmoid = SigmoidFunction.Value(x);
        slope = sigmoid * (Lanes.One + x * (Lanes.One - sigmoid));
        return x * sigmoid;
    }
}

/// <summary>x Φ(x) with the normal distribution function Φ; slope Φ(x) + x φ(x).</summary>
/// <remarks>
/// erfc(z) = t q(t) e^(−z²) with t = 1 / (1 + 0.32 z), the form of Abramowitz and Stegun's 7.1.26 (1964) with a q of degree 7 that interpolates at the Chebyshev nodes of 0 ≤ z ≤ 9: absolute
/// error below 2.4e-8 before rounding. Its exponential e^(−x²/2) is φ as well.
/// </remarks>
public readonly struct GeluFunction : IActivationFunction
{
    const float InverseRoot2 = 0.70710678f, InverseRoot2Pi = 0.39894228f;

    /// <inheritdoc/>
    public static Lanes Value(Lanes x) => x * Distribution(x, VectorExp.Of(x * x * -0.5f));

    /// <inheritdoc/>
    public static Lanes Slope(Lanes x)
    {
        ValueAndSlope(x, out var slope);
        return slope;
    }

    /// <inheritdoc/>
    public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
    {
        var bell = VectorExp.Of(x * x * -0.5f);
        var distribution = Distribution(x, bell);
        slope = Vector512.FusedMultiplyAdd(x, bell * InverseRoot2Pi, distribution);
        return x * distribution;
    }

    static Lanes Distribution(Lanes x, Lanes bell)
    {
        var t = Lanes.One / Vector512.FusedMultiplyAdd(Vector512.Abs(x), Vector512.Create(0.32f * InverseRoot2), Lanes.One);
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
