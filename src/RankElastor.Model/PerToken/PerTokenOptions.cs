using RankElastor.Model.Activations;

namespace RankElastor.Model.PerToken;

/// <summary>Shape of the T independent networks D → … → D.</summary>
public sealed record PerTokenOptions
{
    public required IReadOnlyList<int> HiddenUnits { get; init; }
    public required PerTokenKind Kind { get; init; }

    /// <summary>Dropout after each hidden layer, [0, 1).</summary>
    public double Dropout { get; init; }

    public bool Norm { get; init; } = true;

    /// <summary>Biases in the hidden layers; the last Linear of a network has one in any case.</summary>
    public bool Bias { get; init; } = true;
}

/// <summary>The kinds of hidden layer.</summary>
public abstract record PerTokenKind
{
    PerTokenKind() { }

    /// <summary>Linear → [RMSNorm] → activation.</summary>
    public sealed record Plain(Activation Activation) : PerTokenKind;

    /// <summary>[RMSNorm] → <see cref="GatedUnit"/> → Linear if the width changes (the reference's "swiglu").</summary>
    public sealed record Gated(double Expansion, Activation Gate) : PerTokenKind;

    /// <summary>The gated unit inside a <see cref="HyperConnection"/> (the reference's "swiglu-mhc").</summary>
    public sealed record GatedHyper(
        double Expansion, Activation Gate, int Streams, int Iterations) : PerTokenKind;

    /// <summary>Experts of one hidden layer with ReLU routing; see <see cref="SparseMixture"/>.</summary>
    public sealed record Sparse(SparseMixtureOptions Options) : PerTokenKind;
}
