using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>
/// The structured matrix A of a mixing vec(Y) = vec(X) + A · vec(N(X)), with vec the row-major flatten of the tokens [T, D]. One file per
/// structure; nothing here knows of norms, residuals or tokens' meaning.
/// </summary>
public abstract class MixingOperator
{
    /// <summary>v ↦ A v (+ bias) for every row: [B, TD] → [B, TD].</summary>
    public abstract Tensor Apply(Tensor v);

    /// <summary>The same within a pass, which says how precise products are.</summary>
    public virtual Tensor Apply(Tensor v, ForwardPass pass) => Apply(v);

    /// <summary>A itself, [size, size], found by applying the operator to the unit vectors; the bias is left out.</summary>
    public Tensor Dense(int size)
    {
        using var scope = no_grad();
        return (Apply(eye(size)) - Apply(zeros(1, size))).t().contiguous();
    }
}
