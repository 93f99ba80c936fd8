using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>The inner products of all pairs of fields, (1,2), (1,3), … (F−1,F); PNN (Qu et al., 2016).</summary>
sealed class PairwiseProducts
{
    readonly string _path;
    readonly long[] _places; // of the pairs in a flattened [F, F]

    public PairwiseProducts(string path, int fields)
    {
        _path = path;
        _places = [.. Enumerable.Range(0, fields).SelectMany(i =>
            Enumerable.Range(i + 1, fields - i - 1).Select(j => (long)i * fields + j))];
    }

    /// <summary>Where probes see the products: <c>products</c>.</summary>
    public Site Site => new("products", _path, SiteKind.Vector);

    public int Pairs => _places.Length;

    /// <summary>[B, F, E] → [B, F (F − 1) / 2].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass) =>
        pass.Observe(_path, x.bmm(x.transpose(1, 2)).flatten(1).index_select(1, tensor(_places)));
}
