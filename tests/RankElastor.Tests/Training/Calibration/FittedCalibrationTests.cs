using RankElastor.Data.Files;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.Calibration;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Calibration;

public sealed class FittedCalibrationTests
{
    [Theory]
    [InlineData(CalibrationMethod.Platt)]
    [InlineData(CalibrationMethod.Isotonic)]
    public void AModelThatIsTooSure_IsRecalibrated_OnRowsThatNoMapSaw(CalibrationMethod method)
    {
        var (fitted, record) = CalibrationComparison.Of(method, TooSure(8000, 1), TooSure(8000, 2));
        Assert.Equal(
            ["valid raw", "valid cross-fitted", "valid in-sample", "test raw", "test recalibrated"],
            record.Readings.Select(reading => $"{reading.Split} {reading.Answers}"));
        Assert.Equal(8000, fitted.Rows);
        var (raw, crossed, after) = (record.Readings[0], record.Readings[1], record.Readings[4]);
        Assert.True(IsMoreThanChance(raw));
        Assert.False(IsMoreThanChance(crossed));
        Assert.False(IsMoreThanChance(after));
        Assert.True(after.Metrics["logloss"] < record.Readings[3].Metrics["logloss"] - 0.01);
        Assert.True(crossed.Metrics["logloss"] > record.Readings[2].Metrics["logloss"]);
        Assert.All(record.Readings, reading => Assert.Equal(8000, reading.Reliability.Sum(bin => bin.Rows)));
    }

    [Fact]
    public void CrossFitting_DoesNotFitARowToItself()
    {
        // a single click above all others would be certain of itself
        float[] p = [.. Enumerable.Range(0, 200).Select(row => 0.1f + row / 1000f), 0.9f];
        float[] y = [.. Enumerable.Range(0, 200).Select(row => row % 4 == 0 ? 1f : 0f), 1];
        var rows = new Predictions(p, y, []);
        var inSample = FittedCalibration.Fit(CalibrationMethod.Isotonic, rows).Apply(rows);
        var crossed = FittedCalibration.CrossFitted(CalibrationMethod.Isotonic, rows)!;
        Assert.True(inSample.Probabilities[200] > crossed.Probabilities[200]);
        Assert.Equal(p.Length, crossed.Probabilities.Length);
    }

    [Theory]
    [InlineData(CalibrationMethod.Platt)]
    [InlineData(CalibrationMethod.Isotonic)]
    public void RowsThatCannotBeFitted_AreRefused_InOneLine(CalibrationMethod method)
    {
        Predictions[] rows =
        [
            new([], [], []), new([0.5f], [1], []), new([0.1f, 0.9f], [1, 1], []), new([0.5f, 0.5f], [0, 1], []),
            new([0.1f, 0.9f], [1, 0], []), new([0.1f, 0.9f], [0, 1], [], [0, 0]),
        ];
        Assert.All(rows, unfit =>
        {
            var refused = Assert.Throws<InputException>(() => FittedCalibration.Fit(method, unfit));
            Assert.Contains("calibration: ", refused.Message, StringComparison.Ordinal);
            Assert.Null(FittedCalibration.CrossFitted(method, unfit));
        });
    }

    [Fact]
    public void Weights_CountAsRows()
    {
        var weighted = new Predictions([0.2f, 0.4f, 0.6f, 0.8f], [0, 1, 0, 1], [], [3, 1, 2, 4]);
        var repeated = new Predictions(
            [0.2f, 0.2f, 0.2f, 0.4f, 0.6f, 0.6f, 0.8f, 0.8f, 0.8f, 0.8f], [0, 0, 0, 1, 0, 0, 1, 1, 1, 1], []);
        foreach (var method in new[] { CalibrationMethod.Platt, CalibrationMethod.Isotonic })
        {
            var (own, same) = (FittedCalibration.Fit(method, weighted), FittedCalibration.Fit(method, repeated));
            Assert.All(
                [0f, 0.2f, 0.5f, 0.7f, 1f], p => Assert.Equal(same.Map.Of(p), own.Map.Of(p), 1e-10));
        }
    }

    static bool IsMoreThanChance(CalibrationReading reading) =>
        reading.Metrics["ECE"] > CalibratedError.Of(reading.Reliability).Limit95;

    /// <summary>Logits of twice the length that the labels follow.</summary>
    static Predictions TooSure(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var logits = Enumerable.Range(0, rows).Select(_ => random.NextNormal()).ToArray();
        return new Predictions(
            Array.ConvertAll(logits, logit => (float)Sigmoid(2 * logit)),
            Array.ConvertAll(logits, logit => random.NextDouble() < Sigmoid(logit) ? 1f : 0f), []);
    }

    static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
