using RankElastor.Numerics.Metrics;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Records;

namespace RankElastor.Training.Calibration;

/// <summary>Fits a map to the validation rows and holds answers before it against answers behind it.</summary>
static class CalibrationComparison
{
    static readonly Metric[] _metrics = [Metric.Auc, Metric.Logloss, Metric.Calibration, Metric.CalibrationError];

    /// <summary>The map, and metrics of both splits; test rows are measured, never fitted to.</summary>
    /// <exception cref="Data.Files.InputException">As <see cref="FittedCalibration.Fit"/>.</exception>
    public static (FittedCalibration Fitted, CalibrationRecord Record) Of(
        CalibrationMethod method, Predictions valid, Predictions? test)
    {
        var fitted = FittedCalibration.Fit(method, valid);
        (string Split, string Answers, Predictions? Rows)[] readings =
        [
            ("valid", "raw", valid),
            ("valid", "cross-fitted", FittedCalibration.CrossFitted(method, valid)),
            ("valid", "in-sample", fitted.Apply(valid)),
            ("test", "raw", test),
            ("test", "recalibrated", test is null ? null : fitted.Apply(test)),
        ];
        return (fitted, new CalibrationRecord(
            FittedCalibration.Word(method), fitted.Rows,
            [
                .. readings.Where(reading => reading.Rows is not null).Select(reading => new CalibrationReading(
                    reading.Split, reading.Answers, reading.Rows!.Measure(_metrics),
                    CalibrationError.Bins(reading.Rows.Probabilities, reading.Rows.Labels))),
            ]));
    }
}
