using RankElastor.Data.Files;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>All pairs of fields in FuxiCTR's order, (1,2), (1,3), … (F−1,F), and the two vectors of each.</summary>
sealed class FieldPairs(int fields)
{
    readonly long[] _first = [.. Of(fields).Select(pair => (long)pair.First)];
    readonly long[] _second = [.. Of(fields).Select(pair => (long)pair.Second)];

    /// <summary>P = F (F − 1) / 2.</summary>
    public int Count => _first.Length;

    /// <summary>Each pair's fields.</summary>
    /// <exception cref="InputException">Fewer than two fields.</exception>
    public static IReadOnlyList<(int First, int Second)> Of(int fields) => fields < 2
        ? throw InputException.At("fields of a model of pairs", $"{fields}", "at least 2")
        :
        [
            .. Enumerable.Range(0, fields).SelectMany(first =>
                Enumerable.Range(first + 1, fields - first - 1).Select(second => (first, second))),
        ];

    /// <summary>The first fields and the second ones, [2, P].</summary>
    public Tensor Indices => stack([tensor(_first), tensor(_second)]);

    /// <summary>The first field's entry of each pair, [B, F, …] → [B, P, …].</summary>
    public Tensor First(Tensor x) => x.index_select(1, tensor(_first));

    /// <summary>The second field's entry of each pair, [B, F, …] → [B, P, …].</summary>
    public Tensor Second(Tensor x) => x.index_select(1, tensor(_second));
}
