using System.Text.Json.Serialization;

namespace RankElastor.Training.Records;

/// <summary>
/// Scalar measures of one subject of a model at one moment, beside the loss: a batch matrix, the tokens of a site, a gate, attention weights, an embedding table,
/// a weight matrix, or the model as a whole. Epoch 0 is the initialisation. <c>ValidLoss</c> is as in <see cref="ProbeRecord"/>.
/// </summary>
/// <param name="Epoch">Epoch, counted from 1; 0 before training.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Kind">What the subject is: one of the names of <see cref="HealthKind"/>.</param>
/// <param name="Subject">The site, the field (of a table), the parameter (of a weight) or <c>model</c>.</param>
/// <param name="Shape">Shape of the matrix that was measured; of a gate [sampled values, units].</param>
/// <param name="Sample">Rows of the data behind it; of a table, its trained rows.</param>
/// <param name="ValidLoss">Log loss of the validation split at this moment.</param>
/// <param name="Measures">By exact name; a measure that does not exist for this subject is left out.</param>
public sealed record HealthRecord(
    int Epoch, long Step, string Kind, string Subject, IReadOnlyList<int> Shape, int Sample, double ValidLoss, IReadOnlyDictionary<string, double> Measures) : RunRecord
{
    /// <summary>Why a measure that a reader may expect is missing ("alpha": "16 eigenvalues, fewer than 50"), by measure.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Refused { get; init; }
}

/// <summary>The kinds of subject of a <see cref="HealthRecord"/>.</summary>
public static class HealthKind
{
    /// <summary>The matrix [sampled rows, numbers per row] of a site.</summary>
    public const string Batch = "batch";

    /// <summary>Token geometry within each row of a site, averaged over rows.</summary>
    public const string Tokens = "tokens";

    /// <summary>Units of an activation function or gate.</summary>
    public const string Gate = "gate";

    /// <summary>Attention weights.</summary>
    public const string Attention = "attention";

    /// <summary>One field's embedding table; of a shared table, the field that owns it.</summary>
    public const string Table = "table";

    /// <summary>A dense weight matrix, or a stack of per-token ones (their mean).</summary>
    public const string Weight = "weight";

    /// <summary>The model as a whole and its training.</summary>
    public const string Model = "model";
}
