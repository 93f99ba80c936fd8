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
    readonly int _attention, _linear, _weightDropoutLayer, _outputDropoutLayer;
    readonly Linear _input, _output;
    readonly LayerNorm _norm;
    readonly LayerNorm? _inputNorm;
    readonly Tensor _bias;

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
        _bias = scope.Add("relative_bias", [tokens], Initialisers.Normal(0.02));
        _norm = new LayerNorm(scope.Sub("norm"), _linear);
        _output = new Linear(scope.Sub("output"), _linear, width, bias: false);
        _weightDropoutLayer = scope.Store.NextDropoutLayer();
        _outputDropoutLayer = scope.Store.NextDropoutLayer();
    }

    /// <summary>The tokens behind the layer, and those without the target, padding as zeros.</summary>
    public IEnumerable<Site> Sites(string name) =>
        [new(name, Tokens, SiteKind.Padded), new($"{name}/items", Items, SiteKind.Padded)];

    /// <summary>Tokens [B, n, m], real ones 1 and padding 0 [B, n] → [B, n, m].</summary>
    public Tensor Apply(Tensor x, Tensor present, ForwardPass pass)
    {
        long[] widths = [_linear, _linear, _attention, _attention];
        var parts = functional.silu(_input.Apply(_inputNorm?.Apply(x, pass) ?? x, pass)).split(widths, -1);
        var scores = Heads(parts[2]).matmul(Heads(parts[3]).transpose(-1, -2)) + Bias((int)x.shape[1]);
        var weights = functional.silu(scores) * Seen(present);
        weights = pass.Dropout(weights, _options.AttentionDropout, _weightDropoutLayer);
        var attended = weights.matmul(Heads(parts[1])).transpose(1, 2).flatten(2); // [B, n, width of V]
        var gated = _norm.Apply(attended, pass) * parts[0];
        gated = pass.Dropout(gated, _options.Dropout, _outputDropoutLayer);
        var y = x + _output.Apply(gated, pass);
        pass.ObserveMade(Tokens, () => y * present.unsqueeze(-1));
        pass.ObserveMade(Items, () => (y * present.unsqueeze(-1)).narrow(1, 0, y.shape[1] - 1));
        return pass.Observe(_path, y);
    }

    /// <summary>[B, n, H a] → [B, H, n, a].</summary>
    Tensor Heads(Tensor x) => x.unflatten(2, _options.Heads, -1).transpose(1, 2);

    /// <summary>b_{i−j}, [n, n]; at j > i, which no token sees, b_0.</summary>
    Tensor Bias(int tokens)
    {
        long[] distances = [.. Enumerable.Range(0, tokens * tokens).Select(
            place => (long)Math.Max(0, place / tokens - place % tokens))];
        return _bias.index_select(0, tensor(distances)).view(tokens, tokens);
    }

    /// <summary>1 / n where token i sees token j, else 0: [B, 1, n, n].</summary>
    static Tensor Seen(Tensor present)
    {
        var tokens = present.shape[1];
        var earlier = ones(tokens, tokens, dtype: present.dtype).tril() / tokens;
        return (present.unsqueeze(1) * earlier).unsqueeze(1);
    }

    string Tokens => $"{_path}.tokens";

    string Items => $"{_path}.items";
}
