using System.Text.Json.Serialization;

namespace RankElastor.Training.Records;

/// <summary>Of one subject. Epoch 0 is the initialisation; <c>ValidLoss</c> as in <see cref="ProbeRecord"/>.</summary>
/// <param name="Epoch">Epoch, counted from 1; 0 before training.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Kind">What the subject is; any kind but <see cref="SubjectKind.Rows"/>.</param>
/// <param name="Subject">The site, the field (of a table), the parameter (of a weight) or <c>model</c>.</param>
/// <param name="Shape">Shape of the matrix that was measured; of a gate [sampled values, units].</param>
/// <param name="Sample">Rows of the data behind it; of a table, its trained rows.</param>
/// <param name="ValidLoss">Log loss of the validation split at this moment.</param>
/// <param name="Measures">By exact name; a measure that does not exist for this subject is left out.</param>
public sealed record HealthRecord(
    int Epoch,
    long Step,
    SubjectKind Kind,
    string Subject,
    IReadOnlyList<int> Shape,
    int Sample,
    double ValidLoss,
    IReadOnlyDictionary<string, double> Measures) : RunRecord
{
    /// <summary>Why a measure is missing ("alpha": "16 eigenvalues, fewer than 50"), by measure.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Refused { get; init; }
}
