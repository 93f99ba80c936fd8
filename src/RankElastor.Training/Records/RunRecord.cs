using System.Text.Json.Serialization;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;
using RankElastor.Numerics.Metrics;

namespace RankElastor.Training.Records;

/// <summary>One line of <c>log.jsonl</c>; its kind is the property <c>type</c>, names are snake_case.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ManifestRecord), "manifest")]
[JsonDerivedType(typeof(StepRecord), "step")]
[JsonDerivedType(typeof(EvaluationRecord), "eval")]
[JsonDerivedType(typeof(ProbeRecord), "probe")]
[JsonDerivedType(typeof(StepProbeRecord), "step_probe")]
[JsonDerivedType(typeof(HealthRecord), "health")]
[JsonDerivedType(typeof(AlarmRecord), "alarm")]
[JsonDerivedType(typeof(WarningRecord), "warning")]
[JsonDerivedType(typeof(ResultRecord), "result")]
public abstract record RunRecord;

/// <summary>What was asked for and where it ran: a log's first record, and the whole of <c>manifest.json</c>.</summary>
public sealed record ManifestRecord : RunRecord
{
    /// <summary>The run's name: experiment and seed.</summary>
    public required string Run { get; init; }

    /// <summary>Experiment id in the configuration.</summary>
    public required string Experiment { get; init; }

    /// <summary>Model name.</summary>
    public required string Model { get; init; }

    /// <summary>Data set id.</summary>
    public required string Dataset { get; init; }

    /// <summary>What is special about the data, in one line ("generated", "train reconstructed"), or empty.</summary>
    public string DataLabel { get; init; } = "";

    /// <summary>Which rows chose among epochs; null in records of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Selection? Selection { get; init; }

    /// <summary>Hash of the prepared data's manifest.</summary>
    public required string DataHash { get; init; }

    /// <summary>Rows by split.</summary>
    public required IReadOnlyDictionary<string, long> Rows { get; init; }

    /// <summary>Missing and unknown values by split and field; empty in records of earlier versions.</summary>
    public IReadOnlyList<SplitShares> Shares { get; init; } = [];

    /// <summary>Seed of everything random in the run.</summary>
    public required int Seed { get; init; }

    /// <summary>Threads that compute.</summary>
    public required int Threads { get; init; }

    /// <summary>How embedding rows are updated: <c>exact</c> (dense semantics) or <c>lazy</c> (touched rows).</summary>
    public required string EmbeddingUpdate { get; init; }

    /// <summary>How embedding rows are kept while training: <c>float32</c>, <c>bf16</c> or <c>int8</c>.</summary>
    public string EmbeddingStorage { get; init; } = "float32";

    /// <summary>Source commit of the program, or "unknown".</summary>
    public required string Commit { get; init; }

    /// <summary>Processor, cores, operating system, instruction sets.</summary>
    public required IReadOnlyDictionary<string, string> Machine { get; init; }

    /// <summary>Versions of the program and its packages.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Start-up switches (allocator, matrix product route) and whether each took effect.</summary>
    public required IReadOnlyDictionary<string, string> Native { get; init; }

    /// <summary>Model and training options as they were understood, defaults included.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>Sites in the order in which a row passes them; the x-axis of rank trajectories.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>When the run began, UTC, ISO 8601.</summary>
    public required string Started { get; init; }
}

/// <summary>Progress within an epoch.</summary>
public sealed record StepRecord(
    int Epoch, long Step, double Loss, double LearningRate, double SamplesPerSecond) : RunRecord;

/// <summary>Metrics on a split; <c>Split</c> is <c>valid</c> or <c>test</c>.</summary>
public sealed record EvaluationRecord(
    string Split,
    int Epoch,
    long Step,
    IReadOnlyDictionary<string, double> Metrics,
    double Monitor,
    bool Improved,
    double TrainLoss,
    double LearningRate,
    double Seconds) : RunRecord
{
    /// <summary>The bins of ECE, of the test split of a run with one label of 0 and 1; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReliabilityBin>? Reliability { get; init; }
}

/// <summary>
/// Spectra of a site's matrices [<c>Rows</c>, <c>Columns</c>] over a fixed sample of validation rows. Epoch 0 is the
/// initialisation. <c>Measures</c> is keyed by variant: entropy_rank_sv, entropy_rank_ev, stable_rank …
/// </summary>
public sealed record ProbeRecord(
    int Epoch,
    long Step,
    string Site,
    int Rows,
    int Columns,
    int Sample,
    double ValidLoss,
    IReadOnlyDictionary<string, MeasureSummary> Measures) : RunRecord;

/// <summary>
/// Spectra of a site's matrices [<c>Rows</c>, <c>Columns</c>] in a training step, dropout included, of <c>Sample</c>
/// evenly spaced rows of the batch. <c>TrainLoss</c> is that step's loss, penalty included.
/// </summary>
public sealed record StepProbeRecord(
    int Epoch,
    long Step,
    string Site,
    int Rows,
    int Columns,
    int Sample,
    double TrainLoss,
    IReadOnlyDictionary<string, MeasureSummary> Measures) : RunRecord;

/// <summary>
/// <c>Baseline</c> is the mean over Gaussian matrices of the same shape, <c>Ratio</c> mean over baseline; <c>Values</c>
/// holds one number per sampled row, absent in records of steps.
/// </summary>
public sealed record MeasureSummary(
    double Mean,
    double Std,
    double Q05,
    double Median,
    double Q95,
    double Baseline,
    double Ratio,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<float>? Values = null)
{
    /// <summary>Standard error of the baseline, which is drawn; absent in older logs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BaselineError { get; init; }

    /// <summary>Of a ratio to the baseline, the part that is the baseline's standard error.</summary>
    [JsonIgnore]
    public double BaselineShare => BaselineError is > 0 and var error ? error / Baseline : 0;

    /// <summary>Rows in 24 bins of one width between 1 and min(rows, columns); absent in older logs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Histogram { get; init; }
}

/// <summary>Something the user should know: an ignored key, a clamped value.</summary>
public sealed record WarningRecord(string Text) : RunRecord;

/// <summary>The end of a run; with <c>--json</c>, exactly this object.</summary>
public sealed record ResultRecord : RunRecord
{
    /// <summary>The run's directory.</summary>
    public required string Run { get; init; }

    /// <summary>Model name.</summary>
    public required string Model { get; init; }

    /// <summary>Experiment id.</summary>
    public required string Experiment { get; init; }

    /// <summary>Data set id.</summary>
    public required string Dataset { get; init; }

    /// <summary>Seed of the run.</summary>
    public required int Seed { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epoch whose weights were kept.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Which rows chose among epochs; null in records of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Selection? Selection { get; init; }

    /// <summary>Validation metrics of the best epoch.</summary>
    public required IReadOnlyDictionary<string, double> Valid { get; init; }

    /// <summary>
    /// Test metrics of the best weights, <c>calibration</c>, <c>ECE</c> and <c>ECE_null</c> too; empty without a split.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Test { get; init; }

    /// <summary>A logistic regression on the same rows, or null where <c>baseline</c> is off.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LogisticRecord? Logistic { get; init; }

    /// <summary>What the recalibration of <c>calibration</c> did, or null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CalibrationRecord? Calibration { get; init; }

    /// <summary>What its numbers say of it; null in logs of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerdictRecord? Verdict { get; init; }

    /// <summary>What stands out about the run's end, in sentences.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Parameter counts: <c>dense</c> and <c>embedding</c>.</summary>
    public required IReadOnlyDictionary<string, long> Parameters { get; init; }

    /// <summary>Training samples per second, evaluation and probes excluded, median over epochs.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>Wall seconds of the whole run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds by phase: prepare, train, wait (for batches), evaluate, probe, baseline, other.</summary>
    public required IReadOnlyDictionary<string, double> Costs { get; init; }

    /// <summary>Probe seconds over those of the whole run; evaluating the initial weights is no probe.</summary>
    public double ProbeOverhead { get; init; }

    /// <summary>Peak resident memory of the process in 10^6 bytes.</summary>
    public required double PeakRssMb { get; init; }

    /// <summary><c>exact</c> or <c>lazy</c>.</summary>
    public required string EmbeddingUpdate { get; init; }

    /// <summary><c>float32</c>, <c>bf16</c> or <c>int8</c>.</summary>
    public string EmbeddingStorage { get; init; } = "float32";

    /// <summary>Bytes of the embedding tables as kept.</summary>
    public long EmbeddingBytes { get; init; }

    /// <summary>By site the measures at the best weights, and <c>baseline_ratio</c> of entropy_rank_sv.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Spectra { get; init; }
}
