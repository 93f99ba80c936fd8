using RankElastor.Kernels.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// B batch, F fields, E width, H heads

/// <summary>Options of <see cref="FieldTransformer"/>.</summary>
public sealed record FieldTransformerOptions
{
    /// <summary>H.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Width of each head.</summary>
    public int HeadWidth { get; init; } = 10;

    /// <summary>How projections become heads.</summary>
    public HeadSplit Split { get; init; }

    /// <summary>Width of the hidden layer for each field; null: 4 E.</summary>
    public int? Hidden { get; init; }

    /// <summary>Normalises behind attention and network.</summary>
    public bool LayerNorm { get; init; } = true;

    /// <summary>Adds the input behind attention and network.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>Dropout of the attention's weights, and of its outputs.</summary>
    public double Dropout { get; init; }
}

/// <summary>
/// InterHAt's transformer of fields (Li et al., 2020): Y = norm(ReLU(W_res attention(X)) + X), then norm(W₂ ReLU(W₁ Y +
/// b₁) + b₂ + Y). Attention is softmax(Q Kᵀ / √width) V per head without biases; W_res is there only where the heads
/// together are not as wide as X.
/// </summary>
sealed class FieldTransformer
{
    readonly FieldTransformerOptions _options;
    readonly Scope _attention, _network;
    readonly Linear _query, _key, _value, _hidden, _output;
    readonly Linear? _back;
    readonly LayerNorm? _attentionNorm, _networkNorm;
    readonly int _weightDropoutLayer, _outputDropoutLayer;

    /// <summary>Makes <c>multi_head_attention</c> and <c>feedforward</c> under the scope.</summary>
    public FieldTransformer(Scope scope, int width, FieldTransformerOptions options)
    {
        (_options, _attention, _network) = (options, scope.Sub("multi_head_attention"), scope.Sub("feedforward"));
        var heads = options.Heads * options.HeadWidth;
        _query = new Linear(_attention.Sub("W_q"), width, heads, bias: false);
        _key = new Linear(_attention.Sub("W_k"), width, heads, bias: false);
        _value = new Linear(_attention.Sub("W_v"), width, heads, bias: false);
        _back = heads == width ? null : new Linear(_attention.Sub("W_res"), heads, width, bias: false);
        _weightDropoutLayer = scope.Store.NextDropoutLayer();
        _outputDropoutLayer = scope.Store.NextDropoutLayer();
        var hidden = options.Hidden ?? 4 * width;
        var layers = _network.Sub("ffn");
        _hidden = new Linear(layers.Sub(0), width, hidden);
        _output = new Linear(layers.Sub(2), hidden, width);
        (_attentionNorm, _networkNorm) = (Norm(_attention), Norm(_network));

        LayerNorm? Norm(Scope part) => options.LayerNorm ? new LayerNorm(part.Sub("layer_norm"), width) : null;
    }

    /// <summary>The attention's weights and its outputs, and the network's outputs.</summary>
    public IEnumerable<Site> Sites =>
    [
        new("attention/weights", Weights, SiteKind.Attention), new("attention", _attention.Path),
        new("feedforward", _network.Path),
    ];

    /// <summary>[B, F, E] → the same shape.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass) => Network(Attention(x, pass), pass);

    Tensor Attention(Tensor x, ForwardPass pass)
    {
        Tensor Heads(Linear projection) => _options.Split.Split(projection.Apply(x, pass), _options.Heads);
        var (query, key, value) = (Heads(_query), Heads(_key), Heads(_value)); // [B H, F, width of a head]
        var attended = pass.ShowsEveryStage ? Staged(query, key, value, pass) : Fused(query, key, value, pass);
        var joined = _options.Split.Join(attended, _options.Heads);
        var y = (_back?.Apply(joined, pass) ?? joined).relu();
        y = pass.Dropout(y, _options.Dropout, _outputDropoutLayer);
        return Finish(_attention, x, y, _attentionNorm, pass);
    }

    Tensor Staged(Tensor query, Tensor key, Tensor value, ForwardPass pass)
    {
        var weights = (query * Scale).bmm(key.transpose(1, 2)).softmax(-1); // [B H, F, F]
        pass.Observe(Weights, weights.unflatten(0, -1, _options.Heads));
        return pass.Dropout(weights, _options.Dropout, _weightDropoutLayer).bmm(value);
    }

    Tensor Fused(Tensor query, Tensor key, Tensor value, ForwardPass pass) => FieldAttention.Attend(
        cat([query, key, value], 2), empty(0), new AttentionShape
        {
            Rows = (int)query.shape[0],
            Fields = (int)query.shape[1],
            Heads = 1,
            HeadWidth = _options.HeadWidth,
            Scale = (float)Scale,
            Dropout = pass.Mask(_options.Dropout, _weightDropoutLayer),
        }, pass.Workers);

    double Scale => 1 / Math.Sqrt(_options.HeadWidth);

    Tensor Network(Tensor x, ForwardPass pass)
    {
        var layers = _network.Sub("ffn");
        var hidden = pass.Observe(layers.Sub(1).Path, _hidden.Apply(x, pass).relu());
        var y = pass.Observe(layers.Path, _output.Apply(hidden, pass));
        return Finish(_network, x, y, _networkNorm, pass);
    }

    Tensor Finish(Scope part, Tensor x, Tensor y, LayerNorm? norm, ForwardPass pass)
    {
        y = _options.Residual ? y + x : y;
        return pass.Observe(part.Path, norm?.Apply(y, pass) ?? y);
    }

    string Weights => $"{_attention.Path}.weights";
}
