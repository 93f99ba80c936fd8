namespace RankElastor.Data.Schemas;

/// <summary>The fields of a data set in declaration order, with the numbers of FuxiCTR's feature map.</summary>
public sealed class Schema(
    string datasetId, IReadOnlyList<Field> fields, IReadOnlyList<string> labels, string? weight = null,
    IReadOnlyList<string>? numberLabels = null)
{
    /// <summary>The data set's name, also its folder.</summary>
    public string DatasetId { get; } = datasetId;

    /// <summary>Whether the label of a task is any number rather than 0 or 1.</summary>
    public bool IsNumber(int task) => NumberLabels.Count > 0 && NumberLabels.Contains(Labels[task]);

    /// <summary>All fields, meta included, in declaration order.</summary>
    public IReadOnlyList<Field> Fields { get; } = fields;

    /// <summary>Names of the label columns, a task for each; the first is the target of models with one.</summary>
    public IReadOnlyList<string> Labels { get; } = labels;

    /// <summary>The labels that are any number, so that models of them are regressions.</summary>
    public IReadOnlyList<string> NumberLabels { get; } = numberLabels ?? [];

    /// <summary>The column with the rows' weights, or null: all weigh 1.</summary>
    public string? Weight { get; } = weight;

    /// <summary>The fields a model reads: all but meta.</summary>
    public IReadOnlyList<Field> ModelFields { get; } = [.. fields.Where(field => field.Kind != FieldKind.Meta)];

    /// <summary>Table rows over all fields plus one per number; a shared table counts once.</summary>
    public long TotalFeatures => ModelFields.Sum(owner =>
        owner is { Kind: FieldKind.Numeric, Numbers: 1 } ? 1L
        : owner.ShareEmbedding is null ? owner.VocabularySize : 0L);
}
