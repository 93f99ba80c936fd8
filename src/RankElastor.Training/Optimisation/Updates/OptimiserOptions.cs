using RankElastor.Kernels.Updates;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>Which table rows a step updates.</summary>
public enum EmbeddingUpdate
{
    /// <summary>All rows, as a dense parameter of torch: regulariser, clipping norm and moments of every row.</summary>
    Exact,

    /// <summary>Rows that the batch reads: regulariser, norm and moments of these only. The cost does not depend on the table.</summary>
    Lazy,
}

/// <summary>How gradients become updates; the defaults are FuxiCTR's.</summary>
public sealed record OptimiserOptions
{
    /// <summary>The rule.</summary>
    public OptimiserKind Kind { get; init; } = new Adam();

    /// <summary>Initial learning rate, above 0.</summary>
    public double LearningRate { get; init => field = Positive(value, nameof(LearningRate)); } = 1e-3;

    /// <summary>Penalty of the embedding tables.</summary>
    public Regulariser EmbeddingRegulariser { get; init; }

    /// <summary>Penalty of all dense trainable parameters, numeric fields' weights and biases included.</summary>
    public Regulariser NetRegulariser { get; init; }

    /// <summary>Limit of the gradient's global norm, tables and penalties included; infinity for none.</summary>
    public double MaxGradientNorm { get; init => field = Positive(value, nameof(MaxGradientNorm)); } = 10;

    /// <summary>Which table rows a step updates.</summary>
    public EmbeddingUpdate EmbeddingUpdate { get; init; }

    /// <summary>Fixes the rounding of tables that are not kept in float32.</summary>
    public ulong Seed { get; init; }

    static double Positive(double value, string name) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be above 0.");
}
