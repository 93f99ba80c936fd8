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
}
