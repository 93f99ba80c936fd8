using System.Globalization;
using System.Text.Json.Serialization;
using RankElastor.Training.Records;

namespace RankElastor.Training.Inspection;

/// <summary>
/// What is spectral about a trained model, beside its loss: findings, then numbers; empty where not measured.
/// <c>Logloss</c> is that of the rows, or of the validation split where the numbers come from a log.
/// </summary>
public sealed record ModelInspection
{
    /// <summary>The run's directory or the checkpoint's file.</summary>
    public required string Subject { get; init; }

    /// <summary>Model name.</summary>
    public required string Model { get; init; }

    /// <summary>Rows of the data behind the activations; 0 without any.</summary>
    public required int Sample { get; init; }

    /// <summary>Log loss beside which all this stands; NaN without rows.</summary>
    public required double Logloss { get; init; }

    /// <summary>The loss as every form of the inspection shows it.</summary>
    [JsonIgnore]
    public string Loss => Sample == 0
        ? "no rows were looked at"
        : string.Create(CultureInfo.InvariantCulture, $"logloss {Logloss:0.0000} on {Sample} rows");

    /// <summary>What all this says of the model, in a sentence.</summary>
    public required VerdictRecord Verdict { get; init; }

    /// <summary>What stands out by the rules of alarms, warnings first.</summary>
    public required IReadOnlyList<AlarmRecord> Findings { get; init; }

    /// <summary>Each row's matrix at the token sites, mean over rows.</summary>
    public required IReadOnlyList<InspectedMatrix> Sites { get; init; }

    /// <summary>The matrix of all rows at each site.</summary>
    public IReadOnlyList<InspectedMatrix> Batches { get; init; } = [];

    /// <summary>How alike the tokens of a row are.</summary>
    public IReadOnlyList<InspectedMatrix> Tokens { get; init; } = [];

    /// <summary>Units of gates and activation functions.</summary>
    public IReadOnlyList<InspectedMatrix> Gates { get; init; } = [];

    /// <summary>Attention weights.</summary>
    public IReadOnlyList<InspectedMatrix> Attention { get; init; } = [];

    /// <summary>Dense weight matrices; of a stack of per-token ones the mean.</summary>
    public required IReadOnlyList<InspectedMatrix> Weights { get; init; }

    /// <summary>Embedding tables by field, padding row left out.</summary>
    public required IReadOnlyList<InspectedMatrix> Tables { get; init; }

    /// <summary>Directions and classes of the rows at each site: alignment, uniformity, vci, nc1.</summary>
    public IReadOnlyList<InspectedMatrix> Geometry { get; init; } = [];

    /// <summary>Each site beside the next on a row's way.</summary>
    public IReadOnlyList<SitePair> Consecutive { get; init; } = [];

    /// <summary>Each site beside the same site of another run, on the same rows.</summary>
    public IReadOnlyList<SitePair> Against { get; init; } = [];

    /// <summary>What the gated units of per-token networks do to the direction that they read.</summary>
    public IReadOnlyList<InspectedMatrix> Neurons { get; init; } = [];

    /// <summary>Noise of the gradient over the rows, or null without enough of them.</summary>
    public NoiseScale? NoiseScale { get; init; }
}

/// <summary>
/// Measures of a matrix [<c>Rows</c>, <c>Columns</c>], or their mean over a stack of <c>Count</c>;
/// <c>information_abundance_ratio</c> is divided by min(rows, columns), so that shapes compare.
/// </summary>
public sealed record InspectedMatrix(
    string Name, int Rows, int Columns, int Count, IReadOnlyDictionary<string, double> Measures)
{
    /// <summary>Why a measure is missing ("alpha": "16 eigenvalues, fewer than 50"), by measure.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Refused { get; init; }
}

/// <summary><c>cka</c> (linear, unbiased); of modules <c>utilised_rank</c> with its share of the attainable.</summary>
public sealed record SitePair(string From, string To, IReadOnlyDictionary<string, double> Measures);
