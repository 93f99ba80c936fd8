using RankElastor.Model.Fused;

namespace RankElastor.Model.Tokenizers;

/// <summary>How embeddings [F, E] become tokens [T, D].</summary>
public abstract record TokenizerOptions
{
    TokenizerOptions() { }

    /// <summary>RankMixer's: T chunks of F·E / T numbers, one MLP shared by all (the reference's "matrix").</summary>
    public sealed record Chunked(ProjectionOptions Projection) : TokenizerOptions;

    /// <summary>One MLP from F·E to T·D (the reference's "vector").</summary>
    public sealed record Flat(ProjectionOptions Projection) : TokenizerOptions;

    /// <summary>Reshape only; needs F·E = T·D.</summary>
    public sealed record None : TokenizerOptions;

    /// <summary>One named group of fields and one MLP of its own per token.</summary>
    public sealed record Semantic(IReadOnlyList<FieldGroup> Groups, ProjectionOptions Projection) : TokenizerOptions;
}

/// <summary>The fields behind one token.</summary>
public sealed record FieldGroup(string Name, IReadOnlyList<string> Fields);

/// <summary>An MLP that ends in a Linear: per hidden unit Linear → [RMSNorm] → activation → dropout.</summary>
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
}
