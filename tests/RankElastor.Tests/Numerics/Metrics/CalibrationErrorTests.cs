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

    [Fact]
    public void Expected_OfNothingOrNonsense()
    {
        Assert.Equal(double.NaN, CalibrationError.Expected([], []));
        Assert.Throws<ArgumentException>(() => CalibrationError.Expected([1.5f], [1]));
        Assert.Throws<ArgumentException>(() => CalibrationError.Expected([float.NaN], [1]));
        Assert.Throws<ArgumentException>(() => CalibrationError.Expected([0.5f], []));
    }
}
