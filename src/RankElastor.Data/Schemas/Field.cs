namespace RankElastor.Data.Schemas;

/// <summary>What a field holds.</summary>
public enum FieldKind
{
    /// <summary>One identifier per row; id 0 is padding, the last id is out-of-vocabulary.</summary>
    Categorical,

    /// <summary>One real number per row.</summary>
    Numeric,

    /// <summary>Up to <see cref="Field.MaxLength"/> identifiers per row, padded with 0.</summary>
    Sequence,

    /// <summary>Carried along for metrics (a group), never shown to the model.</summary>
    Meta,
}

/// <summary>How the identifiers of a sequence become one vector.</summary>
public enum SequencePooling
{
    /// <summary>Left as a sequence, for models that read it so.</summary>
    None,

    /// <summary>Mean over the rows whose embedding is not zero (FuxiCTR's MaskedAveragePooling).</summary>
    MaskedAverage,

    /// <summary>Sum over all positions; padding adds zero (FuxiCTR's MaskedSumPooling).</summary>
    MaskedSum,
}

/// <summary>One field as the model sees it, after the encoders were fitted.</summary>
public sealed record Field
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the field holds.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>user, item, context or empty: FuxiCTR's <c>source</c>.</summary>
    public string Source { get; init; } = "";

    /// <summary>Table rows, padding (id 0) and out-of-vocabulary (the last id) included; 0 without a table.</summary>
    public int VocabularySize { get; init; }

    /// <summary>Positions of a sequence; 1 for a categorical field, 0 otherwise.</summary>
    public int MaxLength { get; init; }

    /// <summary>The field whose table this one shares, or null.</summary>
    public string? ShareEmbedding { get; init; }

    /// <summary>This field's embedding width where it differs from the model's.</summary>
    public int? EmbeddingDim { get; init; }

    /// <summary>Numbers per row of a numeric field: 1, or the width of vectors that are given with the data.</summary>
    public int Numbers { get; init; } = 1;

    /// <summary>Layers behind the look-up, or null.</summary>
    public VectorEncoder? Encoder { get; init; }

    /// <summary>A table of given vectors, or null.</summary>
    public PretrainedTable? Pretrained { get; init; }

    /// <summary>How a sequence is reduced to one vector.</summary>
    public SequencePooling Pooling { get; init; } = SequencePooling.MaskedAverage;
}
