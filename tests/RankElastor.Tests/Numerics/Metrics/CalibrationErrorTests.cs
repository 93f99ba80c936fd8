using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Metrics;

public sealed class CalibrationErrorTests
{
    [Fact]
    public void Expected_IsTheWeightedGapOfEachGroup() =>
        Assert.Equal(
            (2 * Math.Abs(0.1 - 0.5) + 2 * Math.Abs(0.8 - 0.5)) / 4,
            CalibrationError.Expected([0.1f, 0.8f, 0.1f, 0.8f], [0, 1, 1, 0], groups: 2), 1e-6);

    [Fact]
    public void Expected_OfOneGroup_IsTheGapOfTheMeans() =>
        Assert.Equal(0.25, CalibrationError.Expected([0.25f, 0.75f, 0.5f, 0.5f], [1, 1, 1, 0], groups: 1), 1e-7);

    [Fact]
    public void Expected_SeesErrorsThatCancelOnAverage()
    {
        float[] probabilities = [.. Enumerable.Repeat(0.2f, 100), .. Enumerable.Repeat(0.8f, 100)];
        float[] labels = [.. Enumerable.Range(0, 200).Select(row => row / 50 % 2 == 0 ? 1f : 0f)];
        Assert.Equal(1, BaseRateMetrics.Calibration(Array.ConvertAll(probabilities, p => (double)p), labels), 1e-6);
        Assert.Equal(0.3, CalibrationError.Expected(probabilities, labels), 1e-6);
    }

    [Fact]
    public void Expected_OfATrueModel_IsSmall_AndTheOrderOfRowsDoesNotMatter()
    {
        var random = new SeededRandom(3);
        var rows = Enumerable.Range(0, 20_000).Select(_ => (float)Math.Pow(random.NextDouble(), 4)).Select(
            p => (P: p, Y: random.NextDouble() < p ? 1f : 0f)).ToArray();
        var error = CalibrationError.Expected([.. rows.Select(row => row.P)], [.. rows.Select(row => row.Y)]);
        Assert.InRange(error, 0, 0.02);
        Array.Reverse(rows);
        Assert.Equal(
            error, CalibrationError.Expected([.. rows.Select(row => row.P)], [.. rows.Select(row => row.Y)]), 1e-9);
    }

    [Theory]
    [InlineData(5_000, 0.0255)]
    [InlineData(20_000, 0.0122)]
    public void UnderCalibration_IsWhatCalibratedPredictionsRead(int rows, double known)
    {
        const int Draws = 200;
        var random = new SeededRandom(12);
        float[] probabilities = [.. Enumerable.Range(0, rows).Select(_ =>
            (float)(1 / (1 + Math.Exp(-0.5 * random.NextNormal()))))];
        var errors = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            float[] labels = Array.ConvertAll(probabilities, p => random.NextDouble() < p ? 1f : 0f);
            errors[draw] = CalibrationError.Expected(probabilities, labels);
        }

        var expected = CalibrationError.UnderCalibration(probabilities);
        var deviation = Math.Sqrt(errors.Average(error => Math.Pow(error - errors.Average(), 2)));
        Assert.Equal(errors.Average(), expected, 4 * deviation / Math.Sqrt(Draws));
        Assert.Equal(known, expected, 0.05 * known);
    }

    [Fact]
    public void UnderCalibration_OfOneGroup_FollowsTheFormula_AndIsZeroForCertainPredictions()
    {
        float[] probabilities = [.. Enumerable.Repeat(0.25f, 300)];
        Assert.Equal(
            Math.Sqrt(2 / Math.PI * 300 * 0.25 * 0.75) / 300,
            CalibrationError.UnderCalibration(probabilities, groups: 1), 1e-12);
        Assert.Equal(0, CalibrationError.UnderCalibration([0, 1, 1]));
        Assert.Equal(double.NaN, CalibrationError.UnderCalibration([]));
    }

    [Fact]
    public void Expected_OfNothingOrNonsense()
    {
        Assert.Equal(double.NaN, CalibrationError.Expected([], []));
        Assert.Throws<ArgumentException>(() => CalibrationError.Expected([1.5f], [1]));
        Assert.Throws<ArgumentException>(() => CalibrationError.Expected([float.NaN], [1]));
        Assert.Throws<ArgumentException>(() => CalibrationError.Expected([0.5f], []));
    }
}
