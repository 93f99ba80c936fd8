using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>The inner products of all pairs of fields, (1,2), (1,3), … (F−1,F); PNN (Qu et al., 2016).</summary>
sealed class PairwiseProducts
{
    readonly string _path;
    readonly long[] _places; // of the pairs in a flattened [F, F]

    public PairwiseProducts(Scope scope, int fields)
    {
        _path = scope.Path;
        scope.AddConstant("triu_mask", ones(fields, fields).triu(1).to(ScalarType.Bool));
        _places = [.. FieldPairs.Of(fields).Select(pair => (long)pair.First * fields + pair.Second)];
    }

    /// <summary>The products, <c>products</c>, and the same as a symmetric matrix, <c>products/matrix</c>.</summary>
    public IEnumerable<Site> Sites =>
        [new("products", _path, SiteKind.Vector), new("products/matrix", Matrix, SiteKind.Rows)];

    public int Pairs => _places.Length;

    /// <summary>[B, F, E] → [B, F (F − 1) / 2].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var products = x.bmm(x.transpose(1, 2)); // [B, F, F]
        // a field's product with itself is no pair: the network does not get it, and the matrix does not show it
        pass.ObserveMade(Matrix, () => products - products.diagonal(0, 1, 2).diag_embed());
        return pass.Observe(_path, products.flatten(1).index_select(1, tensor(_places)));
    }

    string Matrix => $"{_path}.matrix";
}
