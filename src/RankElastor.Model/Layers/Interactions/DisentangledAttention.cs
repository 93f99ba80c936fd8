using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// B batch, F fields, H heads

/// <summary>Options of <see cref="DisentangledAttention"/>.</summary>
public sealed record DisentangledAttentionOptions
{
    /// <summary>Width of the result, a multiple of <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 16;

    /// <summary>Heads that share the width.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>How they share it.</summary>
    public HeadSplit Split { get; init; }

    /// <summary>Divides the scores by √(width of a head).</summary>
    public bool Scale { get; init; }

    /// <summary>ReLU of queries, keys and values.</summary>
    public bool ReluFirst { get; init; }

    /// <summary>Adds a projection of the input.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>Dropout of the attention's weights.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Names what is wrong with the widths, if anything.</summary>
    public DisentangledAttentionOptions Checked(string where) => Width % Heads == 0 ? this : throw InputException.At(
        $"{where}: attention_dim", $"{Width} with {Heads} heads", "a multiple of num_heads");
}

/// <summary>
/// The disentangled self-attention of DESTINE (Xu et al., 2021): (softmax((Q − m)(K − n)ᵀ) + 1 uᵀ) V per head, m and n
/// the means over the fields, u the softmax over the fields of a number that each field has for the head; plus
/// X W_res where asked. All projections have biases.
/// </summary>
sealed class DisentangledAttention
{
    readonly DisentangledAttentionOptions _options;
    readonly Linear _query, _key, _value, _unary;
    readonly Linear? _residual;
    readonly string _path;
    readonly int _dropoutLayer;

    public DisentangledAttention(Scope scope, int inputs, DisentangledAttentionOptions options)
    {
        (_options, _path) = (options, scope.Path);
        _dropoutLayer = scope.Store.NextDropoutLayer();
        _query = Projection("W_q");
        _key = Projection("W_k");
        _value = Projection("W_v");
        _unary = new Linear(scope.Sub("W_unary"), inputs, options.Heads);
        _residual = options.Residual ? Projection("W_res") : null;

        Linear Projection(string name) => new(scope.Sub(name), inputs, options.Width);
    }

    /// <summary>The weights of pairs, <c>name/weights</c>, and the layer's outputs.</summary>
    public IEnumerable<Site> Sites(string name) =>
        [new($"{name}/weights", Weights, SiteKind.Attention), new(name, _path)];

    /// <summary>[B, F, inputs] → [B, F, Width].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var (query, key, value) = (Heads(_query, x, pass), Heads(_key, x, pass), Heads(_value, x, pass));
        var scores = Whitened(query).bmm(Whitened(key).transpose(1, 2)); // [B H, F, F]
        var pairs = (_options.Scale ? scores / Math.Sqrt(_options.Width / _options.Heads) : scores).softmax(2);
        pass.Observe(Weights, pairs.unflatten(0, x.shape[0], _options.Heads));

        // a softmax over the fields takes the bias away again
        var unary = _unary.ApplyBeforeBatchNorm(x, pass).softmax(1); // [B, F, H]
        var weights = pairs + _options.Split.Split(unary, _options.Heads).transpose(1, 2);
        var attended = pass.Dropout(weights, _options.Dropout, _dropoutLayer).bmm(value);
        var output = _options.Split.Join(attended, _options.Heads);
        return pass.Observe(_path, _residual is null ? output : output + _residual.Apply(x, pass));
    }

    Tensor Heads(Linear projection, Tensor x, ForwardPass pass)
    {
        var y = projection.Apply(x, pass);
        return _options.Split.Split(_options.ReluFirst ? y.relu() : y, _options.Heads);
    }

    static Tensor Whitened(Tensor x) => x - x.mean([1], keepdim: true);

    string Weights => $"{_path}.weights";
}
