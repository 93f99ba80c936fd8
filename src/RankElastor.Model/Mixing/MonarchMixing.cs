using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

// B batch, b blocks, m = TD / b numbers a block

/// <summary>
/// P L Pᵀ R (Dao et al., 2022): R and L are block-diagonal with b blocks of order m = TD / b, Pᵀ is the perfect shuffle that reads [b, m]
/// column by column. 2 (TD)² / b parameters; b = 1 is the product of two dense matrices.
/// </summary>
public sealed class MonarchMixing(Scope scope, int size, int blocks) : MixingOperator
{
    readonly int _order = size / blocks;
    readonly Tensor _right = scope.Add("right.weight", [blocks, size / blocks, size / blocks], Initialisers.XavierNormal); // [b, in, out]
    readonly Tensor _left = scope.Add("left.weight", [blocks, size / blocks, size / blocks], Initialisers.XavierNormal); // [b, in, out]

    /// <inheritdoc/>
    public override Tensor Apply(Tensor v)
    {
        var y = BlockDiagonal(v, _right);
        y = y.view(-1, blocks, _order).transpose(1, 2).reshape(-1, size); // Pᵀ
        y = BlockDiagonal(y, _left);
        return y.view(-1, _order, blocks).transpose(1, 2).reshape(-1, size); // P
    }

    Tensor BlockDiagonal(Tensor v, Tensor weights) => // one product, blocks as batch
        v.view(-1, blocks, _order).transpose(0, 1).bmm(weights).transpose(0, 1).reshape(-1, size);
}
