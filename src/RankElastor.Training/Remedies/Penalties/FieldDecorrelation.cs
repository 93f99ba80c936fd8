using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>
/// The mean over pairs i ≠ j of ‖E_iᵀE_j‖²_F / (‖E_iᵀE_i‖_F ‖E_jᵀE_j‖_F), E_i [n, D] the centred batch of field (token)
/// i of a site [n, T, D]: linear CKA. In [0, 1]: 0 where no field tells anything linear of another, 1 where all span
/// one space; a field of one value counts as 0. After the space-similarity penalty of the multi-embedding code (Guo et
/// al., 2024).
/// </summary>
sealed class FieldDecorrelation : Penalty
{
    const double Epsilon = 1e-12;
    const double LeastSquares = 1e-24;

    /// <inheritdoc/>
    public override Tensor Of(Tensor x)
    {
        if (x.dim() < 3 || x.shape[1] < 2)
        {
            return x.sum() * 0;
        }

        var (rows, fields, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var centred = x - x.mean([0], keepdim: true);
        // every field has the same energy, 1
        var scaled = centred / (centred.square().sum([0, 2], keepdim: true) + LeastSquares).sqrt();
        var flat = scaled.reshape(rows, fields * width);
        // ‖E_iᵀE_j‖², [T, T]
        var blocks = flat.t().matmul(flat).square().view(fields, width, fields, width).sum([1, 3]);
        var own = blocks.diagonal();
        var similarity = blocks / (own.unsqueeze(0) * own.unsqueeze(1) + Epsilon).sqrt();
        return (similarity.sum() - similarity.diagonal().sum()) / (fields * (fields - 1.0));
    }
}
