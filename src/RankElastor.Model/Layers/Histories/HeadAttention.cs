using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector, H heads

/// <summary>
/// Self-attention in heads of what a projection made (Vaswani et al., 2017): softmax(mask(Q Kᵀ / √(m / H))) V, of which
/// each head has its run of m / H numbers.
/// </summary>
sealed class HeadAttention
{
    readonly string _weights;
    readonly int _heads, _width, _dropoutLayer;
    readonly double _dropout;

    /// <summary>Makes no tensors; the weights are observed as <c>weights</c> under the scope.</summary>
    /// <param name="scope">The layer's name.</param>
    /// <param name="width">m, a multiple of H.</param>
    /// <param name="heads">H.</param>
    /// <param name="dropout">Of the weights.</param>
    public HeadAttention(Scope scope, int width, int heads, double dropout)
    {
        _width = width % heads == 0 ? width : throw InputException.At(
            "num_heads", $"{heads}", $"a divisor of {width}, the numbers of a position");
        (_weights, _heads, _dropout) = ($"{scope.Path}.weights", heads, dropout);
        _dropoutLayer = scope.Store.NextDropoutLayer();
    }

    /// <summary>The weights, [B, H, L, L], of padding zeros.</summary>
    public Site Site(string name) => new($"{name}/weights", _weights, SiteKind.Attention);

    /// <summary>
    /// Queries, keys and values [B, L, 3 m], which positions hold items [B, L], bool → [B, H, L, m / H]; the mask
    /// changes scores [B, H, L, L].
    /// </summary>
    public Tensor Apply(Tensor projected, Tensor items, Func<Tensor, Tensor> mask, ForwardPass pass)
    {
        var heads = projected.view(projected.shape[0], projected.shape[1], 3, _heads, _width / _heads)
            .permute(2, 0, 3, 1, 4).unbind(0);
        var scores = (heads[0] / Math.Sqrt(_width / _heads)).matmul(heads[1].transpose(-1, -2));
        var weights = mask(scores).softmax(-1);
        pass.ObserveMade(_weights, () => weights * items.unsqueeze(1).unsqueeze(-1));
        return pass.Dropout(weights, _dropout, _dropoutLayer).matmul(heads[2]);
    }
}
