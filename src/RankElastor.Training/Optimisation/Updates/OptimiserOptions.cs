using RankElastor.Data.Configuration;
using RankElastor.Kernels.Updates;
using RankElastor.Model.Parameters;

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

/// <summary>Which penalty a dense parameter gets; tables get the embeddings' by either rule.</summary>
public enum RegulariserRule
{
    /// <summary>
    /// FuxiCTR 2.3.1 and RankElastor: what is called weight or bias, numeric fields' weights included, gets the net's,
    /// but a table of positions the embeddings'; bare tensors (gains of RMSNorm, static maps) get none.
    /// </summary>
    Modules,

    /// <summary>
    /// FuxiCTR since 2.3.7: what belongs to a dictionary of embeddings (numeric fields' weights, encoders, projections)
    /// gets the embeddings', every other parameter the net's.
    /// </summary>
    Dictionaries,
}

/// <summary>How gradients become updates; the defaults are FuxiCTR's.</summary>
public sealed record OptimiserOptions
{
    static readonly Choices<OptimiserKind> _kinds = new(kind => [kind.Word], OptimiserKind.All);

    /// <summary>The key of <see cref="RegulariserRule"/>.</summary>
    public static Key<RegulariserRule> Rule { get; } = Key.Word(
        "regularizer_rule", "Whose rule says which of the two penalties a dense parameter gets: FuxiCTR 2.3.1's "
        + "(weights and biases, those of numeric fields too: net; bare tensors such as norm gains: none), or 2.3.10's "
        + "(all that belongs to embeddings: embedding; all else: net).",
        ("v2.3.1", RegulariserRule.Modules), ("v2.3.10", RegulariserRule.Dictionaries));

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
            Regulariser.Key("net_regularizer", "Penalty of the other parameters, biases included."),
            options => options.NetRegulariser
        },
        { Rule, options => options.RegulariserRule },
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

    /// <summary>Penalty of the dense parameters; which of them, <see cref="RegulariserRule"/> says.</summary>
    public Regulariser NetRegulariser { get; init; }

    /// <summary>Which penalty a dense parameter gets.</summary>
    public RegulariserRule RegulariserRule { get; init; }

    /// <summary>Limit of the gradient's global norm, tables and penalties included; infinity for none.</summary>
    public double MaxGradientNorm { get; init; } = 10;

    /// <summary>Which table rows a step updates.</summary>
    public EmbeddingUpdate EmbeddingUpdate { get; init; }

    /// <summary>Fixes the rounding of tables that are not kept in float32.</summary>
    public ulong Seed { get; init; }

    /// <summary>The penalty of a dense parameter.</summary>
    public Regulariser Of(Parameter parameter) => RegulariserRule switch
    {
        RegulariserRule.Dictionaries when parameter.OfEmbeddings => EmbeddingRegulariser,
        RegulariserRule.Modules when parameter.IsTable => EmbeddingRegulariser,
        RegulariserRule.Modules when !parameter.IsWeightOrBias => Regulariser.None,
        _ => NetRegulariser,
    };
}
