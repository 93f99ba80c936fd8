using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>
/// The mean over pairs of fields (tokens) i ≠ j of ‖E_iᵀE_j‖²_F / (‖E_iᵀE_i‖_F ‖E_jᵀE_j‖_F), with E_i [n, D] the centred batch of field i of a site [n, T, D]: linear CKA between
/// fields, the squared correlations of their columns. In [0, 1]: 0 where no field tells anything linear of another, 1 where all span one space; a field of one value counts
/// as 0. A squared, scale-free form of the space-similarity penalty of the multi-embedding code (Guo et al., 2024).
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
        var scaled = centred / (centred.square().sum([0, 2], keepdim: true) + LeastSquares).sqrt(); // every field has the same energy, 1
        var flat = scaled.reshape(rows, fields * width);
        var blocks = flat.t().matmul(flat).square().view(fields, width, fields, width).sum([1, 3]); // ‖E_iᵀE_j‖², [T, T]
        var own = blocks.diagonal();
        var similarity = blocks / (own.unsqueeze(0) * own.unsqueeze(1) + Epsilon).sqrt();
        return (similarity.sum() - similarity.diagonal().sum()) / (fields * (fields - 1.0));
    }
}
