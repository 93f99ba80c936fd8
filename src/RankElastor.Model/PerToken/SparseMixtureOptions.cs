using RankElastor.Model.Activations;

namespace RankElastor.Model.PerToken;

/// <summary>Options of a <see cref="SparseMixture"/>.</summary>
public sealed record SparseMixtureOptions
{
    /// <summary>Experts per token, ≥ 1.</summary>
    public required int Experts { get; init; }

    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>The share of gates that should be zero, [0, 1).</summary>
    public double TargetSparsity { get; init; } = 0.5;

    /// <summary>Dense in training, sparse in inference: a router of its own for each (DTSI).</summary>
    public bool DenseTraining { get; init; }
}
