using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>Which pairs of fields share a matrix.</summary>
public enum BilinearKind
{
    /// <summary>None: a matrix for each pair.</summary>
    EachPair,

    /// <summary>Those with the same left field.</summary>
    EachField,

    /// <summary>All.</summary>
    All,
}

/// <summary>
/// FiBiNET's bilinear interaction (Huang, Zhang and Zhang, 2019): (x_i W) ⊙ x_j of all pairs i &lt; j, (1,2), (1,3),
/// …, with W [E, E] of the pair, of the left field, or of all.
/// </summary>
sealed class BilinearPairs
{
    readonly Scope _scope;
    readonly Tensor _weight; // [E, E], or as many of them as there are
    readonly long[] _left, _right;
    readonly BilinearKind _kind;

    public BilinearPairs(Scope scope, int fields, int width, BilinearKind kind)
    {
        (_scope, _kind) = (scope, kind);
        _left = [.. Enumerable.Range(0, fields).SelectMany(i => Enumerable.Repeat((long)i, fields - 1 - i))];
        _right = [.. Enumerable.Range(0, fields).SelectMany(i =>
            Enumerable.Range(i + 1, fields - 1 - i).Select(j => (long)j))];
        _weight = kind == BilinearKind.All
            ? scope.Add("bilinear_W", [width, width], Initialisers.XavierNormal)
            : scope.Add("bilinear_W", [kind == BilinearKind.EachPair ? Pairs : fields, width, width],
                Initialisers.XavierNormalConvolution); // torch counts the fans of [n, E, E] as those of a convolution
    }

    /// <summary>F (F − 1) / 2.</summary>
    public int Pairs => _left.Length;

    /// <summary>The products, a row of E numbers for each pair.</summary>
    public Site Site(string name) => new(name, _scope.Path);

    /// <summary>[B, F, E] → [B, pairs, E].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var (left, right) = (tensor(_left), tensor(_right));
        var mapped = _kind switch
        {
            BilinearKind.All => x.matmul(_weight).index_select(1, left),
            BilinearKind.EachField => Each(x).index_select(1, left),
            _ => Each(x.index_select(1, left)),
        };
        return pass.Observe(_scope.Path, mapped * x.index_select(1, right));
    }

    Tensor Each(Tensor x) => x.transpose(0, 1).bmm(_weight).transpose(0, 1); // [B, n, E], a matrix for each n
}
