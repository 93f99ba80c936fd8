using RankElastor.Data.Configuration;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

// B batch, b blocks, m = TD / b numbers per block

/// <summary>
/// P L Pᵀ R (Dao et al., 2022): R and L are block-diagonal with b blocks of order m = TD / b, Pᵀ is the perfect shuffle
/// that reads [b, m] column by column. 2 (TD)² / b parameters; b = 1 is the product of two dense matrices. Needs b |
/// TD.
/// </summary>
public sealed record MonarchMixing(int Blocks) : TokenMixing
{
    static readonly Key<int> _blocks = Key.Whole("mixing_blocks", "Blocks of monarch.", 2);

    internal static Variant<TokenMixing> Variant { get; } =
        new(config => new MonarchMixing(_blocks.Read(config)), "monarch") { Keys = [_blocks] };

    public override Func<Tensor, ForwardPass, Tensor> Build(Scope scope, int tokens, int width)
    {
        var size = tokens * width;
        var order = Quotient(size, Blocks, "blocks");
        var right = scope.Add("right.weight", [Blocks, order, order], Initialisers.XavierNormal); // [b, in, out]
        var left = scope.Add("left.weight", [Blocks, order, order], Initialisers.XavierNormal); // [b, in, out]
        return (v, _) =>
        {
            var y = BlockDiagonal(v, right);
            y = y.view(-1, Blocks, order).transpose(1, 2).reshape(-1, size); // Pᵀ
            y = BlockDiagonal(y, left);
            return y.view(-1, order, Blocks).transpose(1, 2).reshape(-1, size); // P
        };

        Tensor BlockDiagonal(Tensor v, Tensor weights) => // one product, blocks as batch
            v.view(-1, Blocks, order).transpose(0, 1).bmm(weights).transpose(0, 1).reshape(-1, size);
    }
}
