using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

/// <summary>What routers of experts share.</summary>
static class Routing
{
    /// <summary>1 at the k largest scores of the last axis, 0 elsewhere; without a gradient.</summary>
    public static Tensor Largest(Tensor scores, int k)
    {
        var fixedScores = scores.detach();
        var places = fixedScores.topk(k, dim: -1).indexes;
        return zeros_like(fixedScores).scatter_(-1, places, ones_like(places).to(fixedScores.dtype));
    }

    /// <summary>softmax over the k largest scores of the last axis, 0 elsewhere.</summary>
    public static Tensor SoftmaxOfLargest(Tensor scores, int k) =>
        scores.masked_fill(Largest(scores, k).eq(0), double.NegativeInfinity).softmax(-1);
}
