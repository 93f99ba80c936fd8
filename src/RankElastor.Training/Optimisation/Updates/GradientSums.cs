using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>Sums over gradients and weights for clipping and penalties: terms in float32, sums in double.</summary>
static class GradientSums
{
    /// <summary>Σ (g + decay·w)².</summary>
    public static double SquaredNorm(ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights, float decay)
    {
        var sum = Vector512<double>.Zero;
        var i = 0;
        for (; i <= gradients.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var g = Vector512.Create(gradients[i..]) + decay * Vector512.Create(weights[i..]);
            var (lower, upper) = Vector512.Widen(g);
            sum += lower * lower + upper * upper;
        }

        var rest = Vector256<double>.Zero;
        for (; i <= gradients.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            var wide = Widen(Vector128.Create(gradients[i..]) + decay * Vector128.Create(weights[i..]));
            rest += wide * wide;
        }

        var total = Vector512.Sum(sum) + Vector256.Sum(rest);
        for (; i < gradients.Length; i++)
        {
            double g = gradients[i] + decay * weights[i];
            total += g * g;
        }

        return total;
    }

    /// <summary>Σ ((g + decay·w)² − (decay·w)²) = Σ g·(g + 2·decay·w): what g adds to the penalty's norm².</summary>
    public static double SquaredNormBeyondPenalty(
        ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights, float decay)
    {
        var sum = Vector512<double>.Zero;
        var i = 0;
        for (; i <= gradients.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var g = Vector512.Create(gradients[i..]);
            var (gLower, gUpper) = Vector512.Widen(g);
            var (lower, upper) = Vector512.Widen(g + 2 * decay * Vector512.Create(weights[i..]));
            sum += gLower * lower + gUpper * upper;
        }

        var rest = Vector256<double>.Zero;
        for (; i <= gradients.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            var g = Vector128.Create(gradients[i..]);
            rest += Widen(g) * Widen(g + 2 * decay * Vector128.Create(weights[i..]));
        }

        var total = Vector512.Sum(sum) + Vector256.Sum(rest);
        for (; i < gradients.Length; i++)
        {
            total += (double)gradients[i] * (gradients[i] + 2 * decay * weights[i]);
        }

        return total;
    }

    static Vector256<double> Widen(Vector128<float> x) =>
        Vector256.Create(Vector128.WidenLower(x), Vector128.WidenUpper(x));

    /// <summary>Σ |w|.</summary>
    public static double Absolute(ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        foreach (var w in weights)
        {
            sum += Math.Abs(w);
        }

        return sum;
    }

    /// <summary>g ← g + strength·sign(w).</summary>
    public static void AddSigns(Span<float> gradients, ReadOnlySpan<float> weights, float strength)
    {
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i] += strength * Math.Sign(weights[i]);
        }
    }

    public static void Add(Span<float> row, ReadOnlySpan<float> gradient)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(gradient.Length, row.Length);
        ref var to = ref MemoryMarshal.GetReference(row);
        ref var from = ref MemoryMarshal.GetReference(gradient);
        nuint i = 0;
        var length = (nuint)row.Length;
        for (; i + (nuint)Vector512<float>.Count <= length; i += (nuint)Vector512<float>.Count)
        {
            (Vector512.LoadUnsafe(ref to, i) + Vector512.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
        }

        for (; i + (nuint)Vector128<float>.Count <= length; i += (nuint)Vector128<float>.Count)
        {
            (Vector128.LoadUnsafe(ref to, i) + Vector128.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref to, i) += Unsafe.Add(ref from, i);
        }
    }
}
