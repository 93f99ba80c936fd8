using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

// n rows of the batch, T tokens (fields), D width

/// <summary>
/// A differentiable number that is large where a tensor has collapsed, divided by what grows with its shape.
/// </summary>
public abstract class Penalty
{
    /// <summary>Whether it is of weight matrices rather than of what flows through a site.</summary>
    public virtual bool IsOfWeights => false;

    /// <summary>A scalar with its graph. Fewer than two rows have no spread: the caller passes none such.</summary>
    public abstract Tensor Of(Tensor x);
}
