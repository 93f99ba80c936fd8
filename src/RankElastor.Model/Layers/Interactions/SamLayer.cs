using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// B batch, F fields, E width

/// <summary>Options of a layer of SAM.</summary>
public sealed record SamLayerOptions
{
    /// <summary>True: SAM2, the result has a vector per pair. False: SAM3, each field's pairs are summed.</summary>
    public bool KeepsPairs { get; init; } = true;

    /// <summary>True: A, a learned vector per pair. False: E, the product of the pair's vectors.</summary>
    public bool IsWeighted { get; init; }

    /// <summary>Adds a map of the input, SAM3 only.</summary>
    public bool Residual { get; init; }

    /// <summary>Dropout of the result.</summary>
    public double Dropout { get; init; }
}

/// <summary>
/// A layer of SAM (Cheng and Xue, 2021): similarities S_ij = ⟨x_i, K x_j⟩ (K = 1 in SAM2) times a vector per pair:
/// W_ij, or x_i ⊙ x_j.
/// </summary>
sealed class SamLayer
{
    readonly SamLayerOptions _options;
    readonly string _path;
    readonly Tensor? _weights; // [F, F, E]
    readonly Linear? _key, _residual;
    readonly int _dropoutLayer;

    public SamLayer(Scope scope, int fields, int width, SamLayerOptions options)
    {
        (_path, _options, _dropoutLayer) = (scope.Path, options, scope.Store.NextDropoutLayer());
        _weights = options.IsWeighted ? scope.Add("W", [fields, fields, width], Initialisers.Ones) : null;
        _key = options.KeepsPairs ? null : new Linear(scope.Sub("K"), width, width, bias: false);
        _residual = !options.KeepsPairs && options.Residual
            ? new Linear(scope.Sub("Q"), width, width, bias: false) : null;
    }

    /// <summary>The similarities S where pairs are kept, else the result.</summary>
    public Site Site(string name) => new(name, _options.KeepsPairs ? Similarity : _path);

    /// <summary>[B, F, E] → [B, F, F, E] where pairs are kept, else [B, F, E].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var similarity = Similarities(x, pass);
        var result = _options.KeepsPairs ? similarity.unsqueeze(-1) * PairVectors(x) : Summed(x, similarity, pass);
        return pass.Observe(_path, pass.Dropout(result, _options.Dropout, _dropoutLayer));
    }

    /// <summary>
    /// The layer and a product with all of its pairs, [B, 1], without the [B, F, F, E] between; null where that is
    /// needed.
    /// </summary>
    public Tensor? ApplyWith(Linear last, Tensor x, ForwardPass pass)
    {
        var (fields, width) = (x.shape[1], x.shape[2]);
        var needsPairs = pass.ShowsEveryStage || (pass.Training && _options.Dropout > 0);
        if (needsPairs || !_options.KeepsPairs || (_weights is null && width > fields))
        {
            return null;
        }

        var similarity = Similarities(x, pass);
        var weights = last.Weight.view(fields, fields, width);
        return _weights is null
            ? OfProducts(x, weights) + last.Bias!
            : nn.functional.linear(similarity.flatten(1), (weights * _weights).sum(-1).view(1, -1), last.Bias);
    }

    /// <summary>
    /// Σ_ije S_ij x_ie x_je w_ije = Σ_de p_deᵀ w_e p_de with p_de = x_d ⊙ x_e over the fields, since S_ij is Σ_d x_id
    /// x_jd: E matrix products and numbers [E, B, E, F], fewer than [B, F, F, E] up to a width of F.
    /// </summary>
    static Tensor OfProducts(Tensor x, Tensor weights)
    {
        var (rows, fields, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var products = (x.permute(2, 0, 1).unsqueeze(2) * x.transpose(1, 2).unsqueeze(0)).reshape(width, -1, fields);
        var sums = (products * products.bmm(weights.permute(2, 0, 1))).reshape(width, rows, -1).sum([0, 2]);
        return sums.unsqueeze(1);
    }

    string Similarity => $"{_path}.similarity";

    Tensor Similarities(Tensor x, ForwardPass pass) =>
        pass.Observe(Similarity, x.bmm((_key?.Apply(x, pass) ?? x).transpose(1, 2))); // [B, F, F]

    Tensor PairVectors(Tensor x) => _weights ?? x.unsqueeze(2) * x.unsqueeze(1);

    Tensor Summed(Tensor x, Tensor similarity, ForwardPass pass)
    {
        var sum = _weights is null
            ? x * similarity.bmm(x)
            : similarity.transpose(0, 1).bmm(_weights).transpose(0, 1); // per field i: [B, F] · W_i
        return _residual is null ? sum : sum + _residual.Apply(x, pass);
    }
}
