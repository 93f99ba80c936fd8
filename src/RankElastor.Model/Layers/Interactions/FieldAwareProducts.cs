using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// B batch, F fields, S vectors of a field, d numbers of each, P pairs

/// <summary>
/// Field-aware inner products (Juan et al., 2016): the vector that field i has for field j, times the one that j has
/// for i. <paramref name="place"/> says which of a field's S vectors is the one for another field.
/// </summary>
sealed class FieldAwareProducts(int fields, int vectors, Func<int, int, int> place)
{
    readonly long[] _first = [.. FieldPairs.Of(fields).Select(pair =>
        (long)pair.First * vectors + place(pair.First, pair.Second))];
    readonly long[] _second = [.. FieldPairs.Of(fields).Select(pair =>
        (long)pair.Second * vectors + place(pair.Second, pair.First))];

    /// <summary>[B, F, S·d] → [B, P] in the order of <see cref="FieldPairs"/>.</summary>
    public Tensor Apply(Tensor x)
    {
        var all = x.view(x.shape[0], fields * vectors, -1);
        return (all.index_select(1, tensor(_first)) * all.index_select(1, tensor(_second))).sum(-1);
    }

    /// <summary>
    /// The same products with the gradient that torch before 2.1 has for FFMv2: what belongs to the second vectors, in
    /// order of pairs, lands on them in the order in which they lie in memory (pytorch issue 99638).
    /// </summary>
    public Tensor ApplyAsTorch1(Tensor x)
    {
        var all = x.view(x.shape[0], fields * vectors, -1);
        var first = all.index_select(1, tensor(_first));
        var second = all.index_select(1, tensor(_second));
        var misled = (first.detach() * all.index_select(1, tensor([.. _second.Order()]))).sum(-1);
        return (first * second.detach()).sum(-1) + (misled - misled.detach()); // adds 0
    }
}
