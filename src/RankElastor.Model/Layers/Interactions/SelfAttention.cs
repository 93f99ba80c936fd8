using RankElastor.Data.Files;
using RankElastor.Kernels.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>Options of one <see cref="SelfAttention"/> layer, in FuxiCTR's terms.</summary>
public sealed record SelfAttentionOptions
{
    /// <summary>Width of the result, a multiple of <see cref="Heads"/>.</summary>
    public required int Width { get; init; }

    /// <summary>Heads that share the width.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Divides the scores by √(width of a head).</summary>
    public bool Scale { get; init; }

    /// <summary>Adds the input, projected where the widths differ.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>Normalises before the last activation.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Dropout of the attention's weights.</summary>
    public double Dropout { get; init; }

    /// <summary>Names what is wrong with the widths, if anything.</summary>
    public SelfAttentionOptions Checked(string where) => Width > 0 && Heads > 0 && Width % Heads == 0 ? this
        : throw InputException.At(
            $"{where}: attention_dim", $"{Width} with {Heads} heads", "a positive multiple of num_heads");
}

/// <summary>
/// Multi-head self-attention of fields, AutoInt's layer (Song et al., 2019): relu(norm(attention(X) + X W_res)) with
/// attention = softmax(Q Kᵀ) V per head, without biases.
/// </summary>
sealed class SelfAttention
{
    readonly SelfAttentionOptions _options;
    readonly Linear _query, _key, _value;
    readonly Linear? _residual;
    readonly LayerNorm? _norm;
    readonly string _path;
    readonly int _dropoutLayer;

    public SelfAttention(Scope scope, int inputs, SelfAttentionOptions options)
    {
        _options = options;
        _path = scope.Path;
        _dropoutLayer = scope.Store.NextDropoutLayer();
        _query = Projection("W_q");
        _key = Projection("W_k");
        _value = Projection("W_v");
        _residual = options.Residual && inputs != options.Width ? Projection("W_res") : null;
        _norm = options.LayerNorm ? new LayerNorm(scope.Sub("layer_norm"), options.Width) : null;

        Linear Projection(string name) => new(scope.Sub(name), inputs, options.Width, bias: false);
    }

    /// <summary>The attention weights, <c>name/weights</c>, and the layer's outputs as tokens and as a gate.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/weights", $"{_path}.weights", SiteKind.Attention),
        new(name, _path),
        new($"{name}/gate", _path, SiteKind.Gate),
    ];

    /// <summary>[B, F, inputs] → [B, F, Width].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        if (!pass.ShowsEveryStage)
        {
            var attended = Fused(x, pass);
            return pass.Observe(_path, _norm is null ? attended : functional.relu(_norm.Apply(attended, pass)));
        }

        var output = Staged(x, pass);
        output = _options.Residual ? output + (_residual?.Apply(x, pass) ?? x) : output;
        return pass.Observe(_path, functional.relu(_norm?.Apply(output, pass) ?? output));
    }

    double Scale => _options.Scale ? 1 / Math.Sqrt(_options.Width / _options.Heads) : 1;

    /// <summary>One GEMM for all projections, then the fused kernel with residual and, if no norm, ReLU.</summary>
    Tensor Fused(Tensor x, ForwardPass pass)
    {
        Linear[] projections = _residual is null ? [_query, _key, _value] : [_query, _key, _value, _residual];
        var weights = cat([.. projections.Select(projection => projection.Weight)], 0); // [3 or 4 widths, inputs]
        var residual = _options.Residual && _residual is null ? x : empty(0);
        return FieldAttention.Attend(functional.linear(x, weights), residual, new AttentionShape
        {
            Rows = (int)x.shape[0],
            Fields = (int)x.shape[1],
            Heads = _options.Heads,
            HeadWidth = _options.Width / _options.Heads,
            Scale = (float)Scale,
            Dropout = pass.Mask(_options.Dropout, _dropoutLayer),
            ProjectsResidual = _residual is not null,
            Relu = _norm is null,
        }, pass.Workers);
    }

    Tensor Staged(Tensor x, ForwardPass pass)
    {
        var query = Heads(_query.Apply(x, pass)); // [B, h, F, d]
        var key = Heads(_key.Apply(x, pass));
        var value = Heads(_value.Apply(x, pass));
        var weights = (query * Scale).matmul(key.transpose(-1, -2)).softmax(-1); // [B, h, F, F]
        weights = pass.Dropout(pass.Observe($"{_path}.weights", weights), _options.Dropout, _dropoutLayer);
        var heads = pass.Observe($"{_path}.dot_attention", weights.matmul(value));
        return heads.transpose(1, 2).reshape(x.shape[0], x.shape[1], _options.Width);
    }

    Tensor Heads(Tensor x) =>
        x.reshape(x.shape[0], x.shape[1], _options.Heads, _options.Width / _options.Heads).transpose(1, 2);
}
