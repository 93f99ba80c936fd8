using RankElastor.Numerics.Metrics;

namespace RankElastor.Training.Records;

/// <summary>What a recalibration, fitted on validation rows, did to a trained model's answers.</summary>
/// <param name="Method"><c>platt</c> or <c>isotonic</c>.</param>
/// <param name="Rows">Validation rows that it was fitted to.</param>
/// <param name="Readings">Before and after, by split.</param>
public sealed record CalibrationRecord(string Method, long Rows, IReadOnlyList<CalibrationReading> Readings);

/// <summary>Answers to the rows of a split.</summary>
/// <param name="Split"><c>valid</c> or <c>test</c>.</param>
/// <param name="Answers">
/// <c>raw</c>, or <c>recalibrated</c>; of validation rows <c>in-sample</c>, by the map that was fitted to them, and
/// <c>cross-fitted</c>, each half by a map that was fitted to the other.
/// </param>
/// <param name="Metrics">AUC, logloss, calibration, ECE and ECE_null.</param>
/// <param name="Reliability">The bins of ECE.</param>
public sealed record CalibrationReading(
    string Split, string Answers, IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyList<ReliabilityBin> Reliability);
