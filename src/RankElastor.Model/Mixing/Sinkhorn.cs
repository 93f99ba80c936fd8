using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>Projects positive matrices towards the doubly stochastic ones (Sinkhorn and Knopp, 1967).</summary>
static class Sinkhorn
{
    /// <summary>
    /// exp(logits), then <paramref name="iterations"/> times rows and columns scaled to sum 1; [..., n, n]. Columns sum
    /// to 1 exactly.
    /// </summary>
    public static Tensor Normalise(Tensor logits, int iterations)
    {
        var matrix = (logits - logits.amax([-1, -2], keepdim: true).detach()).exp();
        for (var i = 0; i < iterations; i++)
        {
            matrix = matrix / matrix.sum(-1, keepdim: true);
            matrix = matrix / matrix.sum(-2, keepdim: true);
        }

        return matrix;
    }

    /// <summary>
    /// The same by logarithms, which no temperature is too low for: of logits / τ it tends to the permutation with the
    /// largest sum of logits as τ falls and iterations grow.
    /// </summary>
    public static Tensor NormaliseLogarithms(Tensor logits, int iterations)
    {
        for (var i = 0; i < iterations; i++)
        {
            logits = logits - logits.logsumexp(-1, keepdim: true);
            logits = logits - logits.logsumexp(-2, keepdim: true);
        }

        return logits.exp();
    }
}
