using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>
/// The mean of cos²(x_t, x_u) over pairs t ≠ u of a row's tokens, averaged over rows of a site [n, T, D]: ‖X̂X̂ᵀ −
/// I‖²_F / (T (T − 1)), X̂ the tokens at unit length. In [0, 1]: 0 where tokens are orthogonal, 1 where all point one
/// way; zero tokens count as orthogonal. Bansal, Chen and Wang (2018), of directions of tokens.
/// </summary>
sealed class TokenOrthogonality : Penalty
{
    /// <inheritdoc/>
    public override Tensor Of(Tensor x)
    {
        var tokens = x.dim() == 3 ? x : x.unsqueeze(0); // of vectors, the rows of the batch are the tokens
        var unit = SiteMatrix.AtUnitLength(tokens);
        var cosines = unit.matmul(unit.mT); // [n, T, T]
        var count = tokens.shape[1];
        return count < 2 ? x.sum() * 0 : (SiteMatrix.OffDiagonalSquares(cosines) / (count * (count - 1.0))).mean();
    }
}
