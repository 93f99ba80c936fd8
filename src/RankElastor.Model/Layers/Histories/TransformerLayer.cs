using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of a position, H heads

/// <summary>
/// Torch's TransformerEncoderLayer (Vaswani et al., 2017), normalised behind its parts: Y = norm₁(X + attention(X)),
/// then norm₂(Y + W₂ ReLU(W₁ Y + b₁) + b₂).
/// </summary>
sealed class TransformerLayer
{
    readonly string _path;
    readonly double _dropout;
    readonly MultiheadAttention _attention;
    readonly Linear _hidden, _output;
    readonly LayerNorm _attentionNorm, _networkNorm;
    readonly int _attentionDropout, _hiddenDropout, _networkDropout;

    /// <summary>
    /// Makes <c>self_attn</c>, <c>linear1</c>, <c>linear2</c>, <c>norm1</c> and <c>norm2</c> under the scope.
    /// </summary>
    /// <param name="scope">The layer's name.</param>
    /// <param name="width">m, a multiple of H.</param>
    /// <param name="heads">H.</param>
    /// <param name="hidden">Units of the network's hidden layer.</param>
    /// <param name="dropout">Of the attention's weights and behind each part.</param>
    public TransformerLayer(Scope scope, int width, int heads, int hidden, double dropout)
    {
        (_path, _dropout) = (scope.Path, dropout);
        _attention = new MultiheadAttention(scope.Sub("self_attn"), width, heads, dropout);
        _hidden = new Linear(scope.Sub("linear1"), width, hidden);
        _output = new Linear(scope.Sub("linear2"), hidden, width);
        _attentionNorm = new LayerNorm(scope.Sub("norm1"), width);
        _networkNorm = new LayerNorm(scope.Sub("norm2"), width);
        _attentionDropout = scope.Store.NextDropoutLayer();
        _hiddenDropout = scope.Store.NextDropoutLayer();
        _networkDropout = scope.Store.NextDropoutLayer();
    }

    /// <summary>The attention's weights, [B, H, L, L], and what is made of the items, padding as zeros.</summary>
    public IEnumerable<Site> Sites(string name) =>
        [_attention.Weights(name), new($"{name}/items", Items, SiteKind.Padded)];

    /// <summary>[B, L, m], or [N, m] without padding → the same.</summary>
    public Tensor Apply(Tensor x, TokenRows rows, ForwardPass pass)
    {
        var attended = _attention.Apply(x, rows, pass);
        x = _attentionNorm.Apply(x + pass.Dropout(attended, _dropout, _attentionDropout), pass);
        var hidden = pass.Dropout(_hidden.Apply(x, pass).relu(), _dropout, _hiddenDropout);
        var y = _networkNorm.Apply(
            x + pass.Dropout(_output.Apply(hidden, pass), _dropout, _networkDropout), pass);
        pass.ObserveMade(Items, () => rows.Shown(y));
        return y;
    }

    string Items => $"{_path}.items";
}
