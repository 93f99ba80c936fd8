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
    readonly FieldPairs _pairs;
    readonly BilinearKind _kind;

    public BilinearPairs(Scope scope, int fields, int width, BilinearKind kind)
    {
        (_scope, _kind, _pairs) = (scope, kind, new FieldPairs(fields));
        scope.AddConstant("triu_index", _pairs.Indices);
        _weight = kind == BilinearKind.All
            ? scope.Add("bilinear_W", [width, width], Initialisers.XavierNormal)
            : scope.Add("bilinear_W", [kind == BilinearKind.EachPair ? Pairs : fields, width, width],
                Initialisers.XavierNormalConvolution); // torch counts the fans of [n, E, E] as those of a convolution
    }

    /// <summary>F (F − 1) / 2.</summary>
    public int Pairs => _pairs.Count;

    /// <summary>The products, a row of E numbers for each pair.</summary>
    public Site Site(string name) => new(name, _scope.Path);

    /// <summary>[B, F, E] → [B, pairs, E].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var mapped = _kind switch
        {
            BilinearKind.All => _pairs.First(x.matmul(_weight)),
            BilinearKind.EachField => _pairs.First(Each(x)),
            _ => Each(_pairs.First(x)),
        };
        return pass.Observe(_scope.Path, mapped * _pairs.Second(x));
    }

    Tensor Each(Tensor x) => x.transpose(0, 1).bmm(_weight).transpose(0, 1); // [B, n, E], a matrix for each n
}
