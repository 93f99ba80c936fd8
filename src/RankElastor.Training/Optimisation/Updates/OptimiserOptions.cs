using RankElastor.Data.Configuration;
using RankElastor.Kernels.Updates;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>Which table rows a step updates.</summary>
public enum EmbeddingUpdate
{
    /// <summary>All rows, as a dense parameter of torch: regulariser, clipping norm and moments of every row.</summary>
    Exact,

    /// <summary>
    /// Rows that the batch reads: regulariser, norm and moments of these only. The cost does not depend on the table.
    /// </summary>
    Lazy,
}

/// <summary>How gradients become updates; the defaults are FuxiCTR's.</summary>
public sealed record OptimiserOptions
{
    static readonly Choices<OptimiserKind> _kinds = new(kind => [kind.Word], OptimiserKind.All);

    /// <summary>The keys of an experiment that say how gradients become updates.</summary>
    public static KeyTable<OptimiserOptions> Keys { get; } = new(() => new OptimiserOptions())
    {
        { _kinds.Key("optimizer", "The update rule.", "adam"), options => options.Kind },
        { Key.Real("learning_rate", "The initial learning rate.", above: 0), options => options.LearningRate },
        {
            Regulariser.Key("embedding_regularizer", "Penalty of the embedding tables; a number is an L2 penalty."),
            options => options.EmbeddingRegulariser
        },
        {
            Regulariser.Key("net_regularizer", "Penalty of all dense parameters, biases included."),
            options => options.NetRegulariser
        },
        {
            Key.Real("max_gradient_norm", "Limit of the gradient's global norm; .inf for none.", above: 0,
                canBeInfinite: true),
            options => options.MaxGradientNorm
        },
        {
            Key.Word<EmbeddingUpdate>("embedding_update",
                "Table rows that a step updates: all (exact), or those of the batch (lazy)."),
            options => options.EmbeddingUpdate
        },
    };

    /// <summary>The rule.</summary>
    public OptimiserKind Kind { get; init; } = new Adam();

    /// <summary>Initial learning rate, above 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Penalty of the embedding tables.</summary>
    public Regulariser EmbeddingRegulariser { get; init; }

    /// <summary>Penalty of all dense trainable parameters, numeric fields' weights and biases included.</summary>
    public Regulariser NetRegulariser { get; init; }

    /// <summary>Limit of the gradient's global norm, tables and penalties included; infinity for none.</summary>
    public double MaxGradientNorm { get; init; } = 10;

    /// <summary>Which table rows a step updates.</summary>
    public EmbeddingUpdate EmbeddingUpdate { get; init; }

    /// <summary>Fixes the rounding of tables that are not kept in float32.</summary>
    public ulong Seed { get; init; }
}
