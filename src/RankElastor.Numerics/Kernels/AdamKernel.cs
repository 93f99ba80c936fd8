using System.Numerics;

namespace RankElastor.Numerics.Kernels;

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
        var done = 0;
        for (; done <= weights.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            Lanes(weights[done..], Vector<float>.Zero, means[done..], squares[done..], step);
        }

        for (; done < weights.Length; done++)
        {
            One(ref weights[done], 0, ref means[done], ref squares[done], step);
        }
    }

    internal static void Scalar(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            One(ref weights[i], gradients[i], ref means[i], ref squares[i], step);
        }
    }

    internal static void Vectorised(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamStep step)
    {
        var done = 0;
        for (; done <= weights.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            Lanes(weights[done..], new Vector<float>(gradients[done..]), means[done..], squares[done..], step);
        }

        Scalar(weights[done..], gradients[done..], means[done..], squares[done..], step);
    }

    static void One(ref float w, float gradient, ref float m, ref float v, in AdamStep step)
    {
        var g = step.Scale * (gradient + step.Decay * w);
        m += step.Blend1 * (g - m);
        v = step.Beta2 * v + step.Blend2 * g * g;
        w -= step.StepSize * (m / (MathF.Sqrt(v) * step.InverseRoot + step.Epsilon));
    }

    static void Lanes(Span<float> weights, Vector<float> gradient, Span<float> means, Span<float> squares, in AdamStep step)
    {
        var w = new Vector<float>(weights);
        var m = new Vector<float>(means);
        var g = step.Scale * (gradient + step.Decay * w);
        m += step.Blend1 * (g - m);
        var v = step.Beta2 * new Vector<float>(squares) + step.Blend2 * g * g;
        w -= step.StepSize * (m / (Vector.SquareRoot(v) * step.InverseRoot + new Vector<float>(step.Epsilon)));
        m.CopyTo(means);
        v.CopyTo(squares);
        w.CopyTo(weights);
    }

    static void CheckLengths(int weights, int gradients, int means, int squares)
    {
        if (gradients != weights || means != weights || squares != weights)
        {
            throw new ArgumentException($"Lengths differ: {weights} weights, {gradients} gradients, {means} means, {squares} squares.");
        }
    }
}
