using RankElastor.Model.Activations;
using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, n tokens, m numbers of a token

/// <summary>Options of <see cref="BehaviourBlock"/>.</summary>
public sealed record BehaviourBlockOptions
{
    /// <summary>Heads of the attention, which share a token's numbers.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>Normalises behind attention and network.</summary>
    public bool LayerNorm { get; init; } = true;

    /// <summary>Adds the input behind attention and network.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>Dropout of the attention's weights.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Dropout of what attention and network give.</summary>
    public double Dropout { get; init; }
}

/// <summary>
/// BST's transformer block (Chen et al., 2019): S = norm(attention(X) + X), then norm(W₂ LeakyReLU(W₁ S + b₁) + b₂ +
/// S), the hidden layer as wide as a token.
/// </summary>
sealed class BehaviourBlock
{
    readonly BehaviourBlockOptions _options;
    readonly string _path;
    readonly MultiheadAttention _attention;
    readonly Mlp _network;
    readonly LayerNorm? _attentionNorm, _networkNorm;
    readonly int _attentionDropoutLayer, _networkDropoutLayer;

    /// <summary>Makes <c>attention</c>, <c>ffn</c> and <c>layer_norm1</c> and <c>2</c> under the scope.</summary>
    public BehaviourBlock(Scope scope, int width, BehaviourBlockOptions options)
    {
        (_options, _path) = (options, scope.Path);
        _attention = new MultiheadAttention(scope.Sub("attention"), width, options.Heads, options.AttentionDropout);
        _network = new Mlp(scope.Sub("ffn"), width, new MlpOptions
        {
            HiddenUnits = [width],
            Activations = [Activation.Of<LeakyReluFunction>()],
            Outputs = width,
            Fuses = true,
        }, sequence: "");
        (_attentionNorm, _networkNorm) = (Norm("layer_norm1"), Norm("layer_norm2"));
        _attentionDropoutLayer = scope.Store.NextDropoutLayer();
        _networkDropoutLayer = scope.Store.NextDropoutLayer();

        LayerNorm? Norm(string name) => options.LayerNorm ? new LayerNorm(scope.Sub(name), width) : null;
    }

    /// <summary>
    /// The attention's weights, the tokens behind attention and network, and the latter without the target: padding as
    /// zeros.
    /// </summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        _attention.Weights($"{name}/attention"), new($"{name}/attention", Attended, SiteKind.Padded),
        new($"{name}/feedforward", Made, SiteKind.Padded), new($"{name}/items", Items, SiteKind.Padded),
    ];

    /// <summary>
    /// Tokens [B, n, m], or [N, m] without padding → the same.
    /// </summary>
    public Tensor Apply(Tensor x, TokenRows rows, ForwardPass pass)
    {
        var attended = pass.Dropout(_attention.Apply(x, rows, pass), _options.Dropout, _attentionDropoutLayer);
        attended = Finish(x, attended, _attentionNorm, pass);
        pass.ObserveMade(Attended, () => rows.Shown(attended));
        var made = pass.Dropout(_network.Apply(attended, pass), _options.Dropout, _networkDropoutLayer);
        made = Finish(attended, made, _networkNorm, pass);
        pass.ObserveMade(Made, () => rows.Shown(made));
        pass.ObserveMade(Items, () => rows.Shown(made) is var all ? all.narrow(1, 0, all.shape[1] - 1) : all);
        return pass.Observe(_path, made);
    }

    Tensor Finish(Tensor x, Tensor y, LayerNorm? norm, ForwardPass pass)
    {
        y = _options.Residual ? y + x : y;
        return norm?.Apply(y, pass) ?? y;
    }

    string Attended => $"{_path}.attended";

    string Made => $"{_path}.made";

    string Items => $"{_path}.items";
}
