using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

// B batch, n vectors of a layer's input, m of its output, E width, k rank

/// <summary>
/// WuKong's layer (Zhang et al., 2024): LN([FMB(x), LCB(x)] + x), x projected where the numbers of vectors differ.
/// FMB(x) = relu(MLP(LN(x xᵀ Y))), or of x xᵀ; LCB(x) = W x.
/// </summary>
sealed class WuKongLayer
{
    readonly string _path;
    readonly int _vectors, _outputs, _width;
    readonly Tensor? _projection; // Y [n, k]
    readonly LayerNorm _productNorm;
    readonly LayerNorm? _norm;
    readonly Mlp _products;
    readonly FieldMix _linear;
    readonly FieldMix? _residual;

    public WuKongLayer(Scope scope, int vectors, WuKongOptions options)
    {
        (_path, _vectors, _width) = (scope.Path, vectors, options.Fields.Width);
        _outputs = options.ProductVectors + options.LinearVectors;
        var products = scope.Sub("fmb");
        _projection = options.Rank is { } rank
            ? products.Add("proj_Y", [vectors, rank], Initialisers.Normal(1)) : null;
        var width = vectors * (options.Rank ?? vectors);
        _productNorm = new LayerNorm(products.Sub("layer_norm"), width);
        _products = new Mlp(products.Sub("mlp"), width, options.Products with
        {
            Outputs = options.ProductVectors * _width,
            OutputActivation = Activation.Relu,
            Fuses = true,
        });
        _linear = new FieldMix(scope.Sub("lcb").Sub("linear"), vectors, options.LinearVectors, bias: false);
        _residual = vectors == _outputs
            ? null : new FieldMix(scope.Sub("residual_proj"), vectors, _outputs, bias: true);
        _norm = options.LayerNorm ? new LayerNorm(scope.Sub("layer_norm"), _width) : null;
    }

    /// <summary>Vectors made from products, <c>name/fmb</c>, weighted sums, <c>name/lcb</c>, and the result.</summary>
    public IEnumerable<Site> Sites(string name) =>
        [new($"{name}/fmb", $"{_path}.fmb"), new($"{name}/lcb", $"{_path}.lcb"), new(name, _path)];

    /// <summary>Multiply-adds of a row beyond one for each weight.</summary>
    public long FurtherProducts
    {
        get
        {
            var rank = _projection?.shape[1] ?? 0;
            var mixed = rank + (_residual is null ? 0 : _outputs) + _outputs;
            return _vectors * (mixed * (_width - 1) + (rank > 0 ? rank : _vectors) * _width);
        }
    }

    /// <summary>[B, n, E] → [B, m, E].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var right = _projection is null ? x.transpose(1, 2) : x.transpose(1, 2).matmul(_projection); // [B, E, k]
        var flat = _productNorm.Apply(x.bmm(right).flatten(1), pass);
        var products = pass.Observe($"{_path}.fmb", _products.Apply(flat, pass).view(x.shape[0], -1, _width));
        var sums = pass.Observe($"{_path}.lcb", _linear.Apply(x, pass));
        var y = cat([products, sums], 1) + (_residual?.Apply(x, pass) ?? x);
        return pass.Observe(_path, _norm?.Apply(y, pass) ?? y);
    }
}
