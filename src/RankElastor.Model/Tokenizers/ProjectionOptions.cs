using RankElastor.Model.Activations;

namespace RankElastor.Model.Tokenizers;

/// <summary>An MLP that ends in a Linear: per hidden layer Linear → [norm] → activation → dropout.</summary>
public sealed record ProjectionOptions
{
    /// <summary>Hidden widths; empty for a single Linear.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [];

    /// <summary>Activation of all hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Dropout after each activation, [0, 1).</summary>
    public double Dropout { get; init; }

    /// <summary>RMSNorm before each activation.</summary>
    public bool Norm { get; init; } = true;

    /// <summary>Batch normalisation before each activation, in place of RMSNorm.</summary>
    public bool BatchNorm { get; init; }
}
