using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// Adam (Kingma and Ba, 2015) in place, in torch's order of operations, with β .9 and .999, ε 1e-8 and two numbers of
/// state per weight: g ← scale·(g + decay·w); m ← m + (1 − beta1)(g − m); v ← beta2·v + (1 − beta2)·g²; w ← w −
/// stepSize·m / (sqrt(v)·inverseRoot + epsilon).
/// </summary>
/// <remarks>
/// All spans have one length; an empty gradient is zero. One pass over memory: 4 reads and 3 writes per element.
/// </remarks>
public sealed class Adam : OptimiserKind
{
    /// <inheritdoc/>
    public override string Word => "adam";

    /// <inheritdoc/>
    public override bool StepsByTheRate => true;

    /// <inheritdoc/>
    public override int SecondWidth(int width) => width;

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay)
    {
        var numbers = AdamStep.At(step, learningRate, scale, decay);
        return (weights, gradients, means, squares) => Apply(weights, gradients, means, squares, numbers);
    }

    internal static void Apply(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        var length = weights.Length;
        if ((!gradients.IsEmpty && gradients.Length != length) || means.Length != length || squares.Length != length)
        {
            throw new ArgumentException($"Lengths differ: {length} weights, {gradients.Length} gradients, "
                + $"{means.Length} means, {squares.Length} squares.");
        }

        Vectorised(weights, gradients, means, squares, step);
    }

    internal static void Scalar(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            One(ref weights[i], gradients.IsEmpty ? 0 : gradients[i], ref means[i], ref squares[i], step);
        }
    }

    internal static void Vectorised(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        var wide = Wide(weights, gradients, means, squares, step);
        var done = wide + Narrow(weights[wide..], From(gradients, wide), means[wide..], squares[wide..], step);
        Scalar(weights[done..], From(gradients, done), means[done..], squares[done..], step);
    }

    static ReadOnlySpan<float> From(ReadOnlySpan<float> gradients, int start) =>
        gradients.IsEmpty ? gradients : gradients[start..];

    static void One(ref float w, float gradient, ref float m, ref float v, in AdamStep step)
    {
        var g = step.Scale * (gradient + step.Decay * w);
        m += AdamStep.Blend1 * (g - m);
        v = AdamStep.Beta2 * v + AdamStep.Blend2 * g * g;
        w -= step.StepSize * (m / (MathF.Sqrt(v) * step.InverseRoot + AdamStep.Epsilon));
    }

    /// <summary>16 at a time; returns how many were done.</summary>
    static int Wide(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var m = ref MemoryMarshal.GetReference(means);
        ref var v = ref MemoryMarshal.GetReference(squares);
        ref var gradient = ref MemoryMarshal.GetReference(gradients);
        var given = !gradients.IsEmpty;
        var (scale, decay) = (Vector512.Create(step.Scale), Vector512.Create(step.Decay));
        var (blend1, blend2) = (Vector512.Create(AdamStep.Blend1), Vector512.Create(AdamStep.Blend2));
        var (beta2, size) = (Vector512.Create(AdamStep.Beta2), Vector512.Create(step.StepSize));
        var (root, epsilon) = (Vector512.Create(step.InverseRoot), Vector512.Create(AdamStep.Epsilon));
        var i = 0;
        for (; i <= weights.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var weight = Vector512.LoadUnsafe(ref w, (nuint)i);
            var mean = Vector512.LoadUnsafe(ref m, (nuint)i);
            var raw = given ? Vector512.LoadUnsafe(ref gradient, (nuint)i) : Vector512<float>.Zero;
            var g = scale * (raw + decay * weight);
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
    static int Narrow(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        var i = 0;
        for (; i <= weights.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            var weight = Vector128.Create<float>(weights[i..]);
            var mean = Vector128.Create<float>(means[i..]);
            var raw = gradients.IsEmpty ? Vector128<float>.Zero : Vector128.Create(gradients[i..]);
            var g = step.Scale * (raw + step.Decay * weight);
            mean += AdamStep.Blend1 * (g - mean);
            var square = AdamStep.Beta2 * Vector128.Create<float>(squares[i..]) + AdamStep.Blend2 * g * g;
            mean.CopyTo(means[i..]);
            square.CopyTo(squares[i..]);
            var root = Vector128.Sqrt(square) * step.InverseRoot + Vector128.Create(AdamStep.Epsilon);
            (weight - step.StepSize * (mean / root)).CopyTo(weights[i..]);
        }

        return i;
    }
}
