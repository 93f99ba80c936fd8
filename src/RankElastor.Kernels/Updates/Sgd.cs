using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// Gradient descent in place: w ← w − rate·scale·(g + decay·w). Without gradients (an empty span) g is 0.
/// </summary>
public sealed class Sgd : OptimiserKind
{
    /// <inheritdoc/>
    public override string Word => "sgd";

    /// <inheritdoc/>
    public override int FirstWidth(int width) => 0;

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay) =>
        (weights, gradients, _, _) => Vectorised(weights, gradients, (float)learningRate, (float)scale, (float)decay);

    internal static void Scalar(
        Span<float> weights, ReadOnlySpan<float> gradients, float rate, float scale, float decay)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] -= rate * (scale * ((gradients.IsEmpty ? 0 : gradients[i]) + decay * weights[i]));
        }
    }

    internal static void Vectorised(
        Span<float> weights, ReadOnlySpan<float> gradients, float rate, float scale, float decay)
    {
        var done = 0;
        for (; done <= weights.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            var w = new Vector<float>(weights[done..]);
            var g = (gradients.IsEmpty ? Vector<float>.Zero : new Vector<float>(gradients[done..])) + decay * w;
            (w - rate * (scale * g)).CopyTo(weights[done..]);
        }

        Scalar(weights[done..], gradients.IsEmpty ? gradients : gradients[done..], rate, scale, decay);
    }
}
