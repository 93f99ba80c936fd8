using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// A formula over weights in place, g ← scale·(g + decay·w) before it; an empty gradient is zero. One pass over memory.
/// </summary>
static class WeightUpdates
{
    /// <summary>The rule of a step.</summary>
    public static UpdateRule Rule<TFormula>(TFormula formula, double scale, double decay)
        where TFormula : struct, IUpdateFormula =>
        (weights, gradients, first, second) =>
            Vectorised(weights, gradients, first, second, formula, (float)scale, (float)decay);

    internal static void Scalar<TFormula>(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, TFormula formula,
        float scale, float decay)
        where TFormula : struct, IUpdateFormula
    {
        var none = 0f;
        for (var i = 0; i < weights.Length; i++)
        {
            var g = scale * ((gradients.IsEmpty ? 0 : gradients[i]) + decay * weights[i]);
            weights[i] = second.IsEmpty
                ? formula.Next(weights[i], g, ref first[i], ref none)
                : formula.Next(weights[i], g, ref first[i], ref second[i]);
        }
    }

    internal static void Vectorised<TFormula>(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, TFormula formula,
        float scale, float decay)
        where TFormula : struct, IUpdateFormula
    {
        var done = 0;
        for (; done <= weights.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            var weight = new Vector<float>(weights[done..]);
            var given = gradients.IsEmpty ? Vector<float>.Zero : new Vector<float>(gradients[done..]);
            var own = new Vector<float>(first[done..]);
            var other = second.IsEmpty ? Vector<float>.Zero : new Vector<float>(second[done..]);
            formula.Next(weight, scale * (given + decay * weight), ref own, ref other).CopyTo(weights[done..]);
            own.CopyTo(first[done..]);
            if (!second.IsEmpty)
            {
                other.CopyTo(second[done..]);
            }
        }

        Scalar(
            weights[done..], gradients.IsEmpty ? gradients : gradients[done..], first[done..],
            second.IsEmpty ? second : second[done..], formula, scale, decay);
    }
}
