using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// Adagrad (Duchi et al., 2011) in place: g ← scale·(g + decay·w); s ← s + g²; w ← w − rate·g / (sqrt(s) + 1e-10).
/// Without gradients (an empty span) g is the penalty's alone.
/// </summary>
/// <remarks>Weights and squares have one length; one pass over memory: 3 reads and 2 writes per element.</remarks>
public sealed class Adagrad : OptimiserKind
{
    internal const float Epsilon = 1e-10f;

    /// <inheritdoc/>
    public override string Word => "adagrad";

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay) =>
        (weights, gradients, squares, _) =>
            Vectorised(weights, gradients, squares, (float)learningRate, (float)scale, (float)decay);

    internal static void Scalar(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> squares, float rate, float scale, float decay)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            var g = scale * ((gradients.IsEmpty ? 0 : gradients[i]) + decay * weights[i]);
            squares[i] += g * g;
            weights[i] -= rate * (g / (MathF.Sqrt(squares[i]) + Epsilon));
        }
    }

    internal static void Vectorised(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> squares, float rate, float scale, float decay)
    {
        var done = 0;
        for (; done <= weights.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            var w = new Vector<float>(weights[done..]);
            var given = gradients.IsEmpty ? Vector<float>.Zero : new Vector<float>(gradients[done..]);
            var g = scale * (given + decay * w);
            var s = new Vector<float>(squares[done..]) + g * g;
            s.CopyTo(squares[done..]);
            (w - rate * (g / (Vector.SquareRoot(s) + new Vector<float>(Epsilon)))).CopyTo(weights[done..]);
        }

        Scalar(weights[done..], gradients.IsEmpty ? gradients : gradients[done..], squares[done..], rate, scale, decay);
    }
}
