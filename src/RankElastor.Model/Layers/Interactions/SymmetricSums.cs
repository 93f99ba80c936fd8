using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// Interactions of k fields, the elementary symmetric polynomials: e_k sums the product of the vectors of all sets of k
/// fields. It adds up x_f ⊙ (e_{k−1} of the fields before f), so that running sums give all orders: no lists of
/// combinations, and none of the cancellation of power sums.
/// </summary>
static class SymmetricSums
{
    /// <summary>[B, F, E] → e_1 … e_order, each [B, E]; zero above F.</summary>
    public static IReadOnlyList<Tensor> Of(Tensor x, int order)
    {
        var fields = x.shape[1];
        var sums = new List<Tensor>();
        var terms = x; // the part of e_k whose last field is f, for f = k … F
        for (var k = 1; k < order; k++)
        {
            sums.Add(terms.sum(1));
            var left = Math.Max(0, fields - k);
            terms = x.narrow(1, fields - left, left) * terms.cumsum(1).narrow(1, 0, left);
        }

        return [.. sums, terms.sum(1)];
    }
}
