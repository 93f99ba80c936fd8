using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.LongHistories;

// B batch, k items, m numbers of an item's vector

/// <summary>
/// MIRRN's filter (Xu et al., 2025): norm(x + F⁻¹(W F(x))) with F the Fourier transform along the positions and W four
/// complex blocks [m / 4, m / 4]. As in FuxiCTR only their diagonals act, so that each of the m numbers has a circular
/// convolution over positions of its own; with whole blocks the numbers of a block mix too.
/// </summary>
sealed class FrequencyFilter
{
    const int Blocks = 4;
    readonly Scope _scope;
    readonly Tensor _weight;
    readonly LayerNorm _norm;
    readonly bool _mixes;
    readonly double _dropout;
    readonly int _dropoutLayer;

    /// <summary>Makes <c>complex_weight</c> [4, m / 4, m / 4, 2] and <c>LayerNorm</c> under the scope.</summary>
    /// <param name="scope">The layer's name.</param>
    /// <param name="width">m.</param>
    /// <param name="mixes">Whether whole blocks act.</param>
    /// <param name="dropout">Dropout of what is added to x.</param>
    /// <exception cref="InputException">m is no multiple of 4.</exception>
    public FrequencyFilter(Scope scope, int width, bool mixes, double dropout)
    {
        if (width % Blocks != 0)
        {
            throw InputException.At("MIRRN", $"{width} numbers for an item", $"a multiple of {Blocks}");
        }

        (_scope, _mixes, _dropout, _dropoutLayer) = (scope, mixes, dropout, scope.Store.NextDropoutLayer());
        _weight = scope.Add(
            "complex_weight", [Blocks, width / Blocks, width / Blocks, 2], Initialisers.Normal(0.02));
        _norm = new LayerNorm(scope.Sub("LayerNorm"), width, epsilon: 1e-12);
    }

    /// <summary>Where probes see the filtered items, padding that was picked among them.</summary>
    public Site Site(string name) => new(name, _scope.Path);

    /// <summary>[B, k, m] → the same shape.</summary>
    public Tensor Apply(Tensor items, ForwardPass pass)
    {
        var spectrum = fft.rfft(items, dim: 1, norm: FFTNormType.Ortho); // [B, k / 2 + 1, m], complex
        var filtered = fft.irfft(Filtered(spectrum), items.shape[1], 1, FFTNormType.Ortho);
        filtered = pass.Dropout(filtered.contiguous(), _dropout, _dropoutLayer);
        filtered = pass.Observe(_scope.Sub("out_dropout").Path, filtered);
        return pass.Observe(_scope.Path, _norm.Layerwise(filtered + items, pass));
    }

    Tensor Filtered(Tensor spectrum)
    {
        var blocks = complex(_weight.select(-1, 0), _weight.select(-1, 1)); // [4, m / 4, m / 4]
        return _mixes
            ? einsum("bknd,nde->bkne", spectrum.unflatten(2, Blocks, -1), blocks).flatten(2)
            : spectrum * blocks.diagonal(0, 1, 2).flatten();
    }
}
