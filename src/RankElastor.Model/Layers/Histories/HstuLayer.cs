using RankElastor.Kernels.Attention;
using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers.Histories;

// B batch, n tokens, m numbers of a token, H heads

/// <summary>Options of <see cref="HstuLayer"/>.</summary>
public sealed record HstuLayerOptions
{
    /// <summary>H.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>Numbers of Q and of K of all heads; null for m.</summary>
    public int? AttentionWidth { get; init; }

    /// <summary>Numbers of U and of V of all heads; null for m.</summary>
    public int? LinearWidth { get; init; }

    /// <summary>Normalises a layer's input.</summary>
    public bool InputNorm { get; init; }

    /// <summary>Dropout of the attention's weights.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Dropout of norm(A V) ⊙ U.</summary>
    public double Dropout { get; init; }
}

/// <summary>
/// A layer of HSTU (Zhai et al., 2024), our reading: [U | V | Q | K] = silu(X W_1ᵀ); per head A_ij = silu(⟨q_i, k_j⟩ +
/// b_{i−j}) / n for the tokens j up to i; Y = X + (norm(A V) ⊙ U) W_2ᵀ. The heads share the bias b of a distance. There
/// is no softmax: how many items go with a token counts. The weights of a token do not sum to 1, so that they are no
/// site.
/// </summary>
sealed class HstuLayer
{
    readonly HstuLayerOptions _options;
    readonly string _path;
    readonly int _attention, _linear, _outputDropoutLayer;
    readonly HeadAttention _heads;
    readonly Linear _input, _output;
    readonly LayerNorm _norm;
    readonly LayerNorm? _inputNorm;

    /// <summary>
    /// Makes <c>uvqk</c>, <c>relative_bias</c>, <c>norm</c>, <c>output</c> and perhaps <c>input_norm</c> under the
    /// scope.
    /// </summary>
    public HstuLayer(Scope scope, int tokens, int width, HstuLayerOptions options)
    {
        (_options, _path) = (options, scope.Path);
        (_attention, _linear) = (options.AttentionWidth ?? width, options.LinearWidth ?? width);
        _inputNorm = options.InputNorm ? new LayerNorm(scope.Sub("input_norm"), width) : null;
        _input = new Linear(scope.Sub("uvqk"), width, 2 * (_linear + _attention), bias: false);
        var bias = scope.Add("relative_bias", [tokens], Initialisers.Normal(0.02));
        _norm = new LayerNorm(scope.Sub("norm"), _linear);
        _output = new Linear(scope.Sub("output"), _linear, width, bias: false);
        _heads = new HeadAttention(
            $"{scope.Path}.weights", options.Heads, _attention / options.Heads, _linear / options.Heads)
        {
            Scale = 1,
            Weights = AttentionWeights.Silu,
            Divisor = tokens,
            Bias = bias,
            Dropout = options.AttentionDropout,
            DropoutLayer = scope.Store.NextDropoutLayer(),
        };
        _outputDropoutLayer = scope.Store.NextDropoutLayer();
    }

    /// <summary>The tokens behind the layer, and those without the target, padding as zeros.</summary>
    public IEnumerable<Site> Sites(string name) =>
        [new(name, Tokens, SiteKind.Padded), new($"{name}/items", Items, SiteKind.Padded)];

    /// <summary>Tokens [B, n, m], or [N, m] without padding → the same.</summary>
    public Tensor Apply(Tensor x, TokenRows rows, ForwardPass pass)
    {
        var projected = functional.silu(_input.Apply(_inputNorm?.Apply(x, pass) ?? x, pass)); // [U | V | Q | K]
        var parts = new HeadParts(
            new(projected, 2 * _linear), new(projected, 2 * _linear + _attention), new(projected, _linear));
        var gated = _norm.Apply(rows.Attend(_heads, parts, pass), pass) * projected.narrow(-1, 0, _linear);
        gated = pass.Dropout(gated, _options.Dropout, _outputDropoutLayer);
        var y = x + _output.Apply(gated, pass);
        pass.ObserveMade(Tokens, () => rows.Shown(y));
        pass.ObserveMade(Items, () => rows.Shown(y) is var all ? all.narrow(1, 0, all.shape[1] - 1) : all);
        return pass.Observe(_path, y);
    }

    string Tokens => $"{_path}.tokens";

    string Items => $"{_path}.items";
}
