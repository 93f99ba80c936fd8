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
        var (sums, residual, right) = pass.ShowsEveryStage
            ? (_linear.Apply(x, pass), _residual?.Apply(x, pass) ?? x,
                _projection is null ? x.transpose(1, 2) : x.transpose(1, 2).matmul(_projection))
            : Mixed(x);
        var flat = _productNorm.Apply(x.bmm(right).flatten(1), pass);
        var products = pass.Observe($"{_path}.fmb", _products.Apply(flat, pass).view(x.shape[0], -1, _width));
        var y = cat([products, pass.Observe($"{_path}.lcb", sums)], 1) + residual;
        return pass.Observe(_path, _norm?.Layerwise(y, pass) ?? y);
    }

    /// <summary>The weighted sums, what is added to the result and xᵀ Y [B, E, k], by one product.</summary>
    (Tensor Sums, Tensor Residual, Tensor Right) Mixed(Tensor x)
    {
        var turned = x.transpose(1, 2).contiguous(); // [B, E, n]
        Tensor?[] weights = [_linear.Weight, _residual?.Weight, _projection?.t()];
        var mixed = turned.matmul(cat([.. weights.OfType<Tensor>()], 0).t());
        Tensor Part(long first, long count) => mixed.narrow(-1, first, count);
        var sums = _linear.Weight.shape[0];
        var residual = _residual is null ? x : Part(sums, _outputs).transpose(1, 2) + _residual.Bias!;
        var right = _projection is null ? turned
            : Part(mixed.shape[^1] - _projection.shape[1], _projection.shape[1]);
        return (Part(0, sums).transpose(1, 2), residual, right);
    }
}
