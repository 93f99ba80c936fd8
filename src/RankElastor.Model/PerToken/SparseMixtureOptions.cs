using RankElastor.Model.Activations;

namespace RankElastor.Model.PerToken;

/// <summary>Options of a <see cref="SparseMixture"/>.</summary>
public sealed record SparseMixtureOptions
{
    /// <summary>Experts per token, ≥ 1.</summary>
    public required int Experts { get; init; }

    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>What chooses experts.</summary>
    public RouterKind Router { get; init; }

    /// <summary>ReLU router: the share of gates that should be zero, [0, 1).</summary>
    public double TargetSparsity { get; init; } = 0.5;

    /// <summary>ReLU router: dense in training, sparse in inference, a router of its own for each (DTSI).</summary>
    public bool DenseTraining { get; init; }

    /// <summary>k of the noisy router; of the fixed one at the first step; 1 … <see cref="Experts"/>.</summary>
    public int Active { get; init; } = 2;

    /// <summary>Noisy router: weight of the loss that evens the experts' gates out.</summary>
    public double ImportanceWeight { get; init; } = 0.1;

    /// <summary>Noisy router: weight of the loss that evens the experts' rows out.</summary>
    public double LoadWeight { get; init; } = 0.1;

    /// <summary>Fixed router: training steps until all experts are active.</summary>
    public int GrowthSteps { get; init; } = 10_000;

    /// <summary>Fixed router: what it is drawn from, besides its name.</summary>
    public int RouterSeed { get; init; }
}

/// <summary>What chooses experts for a token of a row.</summary>
public enum RouterKind
{
    /// <summary><see cref="ReluRouter"/>.</summary>
    Relu,

    /// <summary><see cref="NoisyRouter"/>.</summary>
    Noisy,

    /// <summary><see cref="FixedRouter"/>.</summary>
    Fixed,
}
