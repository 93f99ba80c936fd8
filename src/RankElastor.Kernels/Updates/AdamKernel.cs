using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// Adam (Kingma and Ba, 2015) in place, in torch's order of operations:
/// g ← scale·(g + decay·w); m ← m + (1 − beta1)(g − m); v ← beta2·v + (1 − beta2)·g²;
/// w ← w − stepSize·m / (sqrt(v)·inverseRoot + epsilon).
/// </summary>
/// <remarks>All spans have one length. The gradient is read only. One pass over memory: 4 reads and 3 writes per element.</remarks>
public static class AdamKernel
{
    /// <summary>One step for parameters whose gradients are given.</summary>
    public static void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        CheckLengths(weights.Length, gradients.Length, means.Length, squares.Length);
        Vectorised(weights, gradients, means, squares, step);
    }

    /// <summary>The same step where every gradient is zero: rows of a table that the batch did not touch.</summary>
    public static void ApplyWithoutGradient(Span<float> weights, Span<float> means, Span<float> squares, in AdamStep step)
    {
        CheckLengths(weights.Length, weights.Length, means.Length, squares.Length);
        Vectorised(weights, [], means, squares, step);
    }

    internal static void Scalar(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            One(ref weights[i], gradients.IsEmpty ? 0 : gradients[i], ref means[i], ref squares[i], step);
        }
    }

    internal static void Vectorised(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        var wide = Wide(weights, gradients, means, squares, step);
        var done = wide + Narrow(weights[wide..], From(gradients, wide), means[wide..], squares[wide..], step);
        Scalar(weights[done..], From(gradients, done), means[done..], squares[done..], step);
    }

    static ReadOnlySpan<float> From(ReadOnlySpan<float> gradients, int start) => gradients.IsEmpty ? gradients : gradients[start..];

    static void One(ref float w, float gradient, ref float m, ref float v, in AdamStep step)
    {
        var g = step.Scale * (gradient + step.Decay * w);
        m += step.Blend1 * (g - m);
        v = step.Beta2 * v + step.Blend2 * g * g;
        w -= step.StepSize * (m / (MathF.Sqrt(v) * step.InverseRoot + step.Epsilon));
    }

    /// <summary>16 at a time; returns how many were done.</summary>
    static int Wide(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var m = ref MemoryMarshal.GetReference(means);
        ref var v = ref MemoryMarshal.GetReference(squares);
        ref var gradient = ref MemoryMarshal.GetReference(gradients);
        var given = !gradients.IsEmpty;
        var (scale, decay, blend1) = (Vector512.Create(step.Scale), Vector512.Create(step.Decay), Vector512.Create(step.Blend1));
        var (beta2, blend2, size) = (Vector512.Create(step.Beta2), Vector512.Create(step.Blend2), Vector512.Create(step.StepSize));
        var (root, epsilon) = (Vector512.Create(step.InverseRoot), Vector512.Create(step.Epsilon));
        var i = 0;
        for (; i <= weights.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var weight = Vector512.LoadUnsafe(ref w, (nuint)i);
            var mean = Vector512.LoadUnsafe(ref m, (nuint)i);
            var g = scale * ((given ? Vector512.LoadUnsafe(ref gradient, (nuint)i) : Vector512<float>.Zero) + decay * weight);
            mean += blend1 * (g - mean);
            var square = beta2 * Vector512.LoadUnsafe(ref v, (nuint)i) + blend2 * g * g;
            mean.StoreUnsafe(ref m, (nuint)i);
            square.StoreUnsafe(ref v, (nuint)i);
            weight -= size * (mean / (Vector512.Sqrt(square) * root + epsilon));
            weight.StoreUnsafe(ref w, (nuint)i);
        }

        return i;
    }

    /// <summary>4 at a time, for what remains of short rows (20 = 16 + 4); returns how many were done.</summary>
    static int Narrow(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        var i = 0;
        for (; i <= weights.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            var weight = Vector128.Create<float>(weights[i..]);
            var mean = Vector128.Create<float>(means[i..]);
            var g = step.Scale * ((gradients.IsEmpty ? Vector128<float>.Zero : Vector128.Create(gradients[i..])) + step.Decay * weight);
            mean += step.Blend1 * (g - mean);
            var square = step.Beta2 * Vector128.Create<float>(squares[i..]) + step.Blend2 * g * g;
            mean.CopyTo(means[i..]);
            square.CopyTo(squares[i..]);
            (weight - step.StepSize * (mean / (Vector128.Sqrt(square) * step.InverseRoot + Vector128.Create(step.Epsilon)))).CopyTo(weights[i..]);
        }

        return i;
    }

    static void CheckLengths(int weights, int gradients, int means, int squares)
    {
        if (gradients != weights || means != weights || squares != weights)
        {
            throw new ArgumentException($"Lengths differ: {weights} weights, {gradients} gradients, {means} means, {squares} squares.");
        }
    }
}
