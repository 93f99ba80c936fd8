using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Metrics;

public sealed class CalibratedErrorTests
{
    const int Draws = 4000;

    /// <summary>Each comparison is to four standard errors of the simulation.</summary>
    [Theory]
    [InlineData(2_000, 1, 0.3)]
    [InlineData(2_000, 20, 0.3)]
    [InlineData(6_000, 20, 1.5)] // bins of very different variance
    public void Spread_IsThatOfCalibratedPredictions(int rows, int groups, double width)
    {
        var random = new SeededRandom(21).Fork(groups);
        float[] p = [.. Enumerable.Range(0, rows).Select(_ =>
            (float)(1 / (1 + Math.Exp(1 - width * random.NextNormal()))))];
        var errors = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var labels = Array.ConvertAll(p, score => random.NextDouble() < score ? 1f : 0f);
            errors[draw] = CalibrationError.Expected(p, labels, groups);
        }

        var known = CalibratedError.Of(CalibrationError.Bins(p, p, groups));

        var mean = errors.Average();
        var deviation = Math.Sqrt(errors.Average(error => Math.Pow(error - mean, 2)));
        Assert.Equal(mean, known.Mean, 4 * deviation / Math.Sqrt(Draws));
        // the relative error of a deviation is at most sqrt((kurtosis - 1) / 4n), kurtosis 3.87 for one bin
        Assert.Equal(1, known.Deviation / deviation, 4 * Math.Sqrt(2.87 / (4 * Draws)));
        var beyond = errors.Count(error => error > known.Limit95) / (double)Draws;
        Assert.Equal(0.05, beyond, 4 * Math.Sqrt(0.05 * 0.95 / Draws));
        foreach (var share in groups == 1 ? [0.5, 0.1, 0.01] : new[] { 0.9, 0.5, 0.1, 0.01 })
        {
            var below = errors.Count(error => known.ChanceOf(error) <= share) / (double)Draws;
            // labels are whole: errors of one bin come in steps of 1 / rows, each with up to 0.02 of the draws
            var steps = groups == 1 ? 0.02 : 0.01;
            Assert.Equal(share, below, 4 * Math.Sqrt(share * (1 - share) / Draws) + steps);
        }
    }

    [Fact]
    public void OfOneBin_ItIsFoldedNormal()
    {
        var known = CalibratedError.Of([new ReliabilityBin(400, 200, 200, 100)]); // V = 100: deviation 10 clicks
        Assert.Equal(Math.Sqrt(2 / Math.PI) * 10 / 400, known.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(1 - 2 / Math.PI) * 10 / 400, known.Deviation, 1e-12);
        Assert.Equal(0.99527, known.Skewness, 1e-5); // of the half-normal law, from a table
        Assert.Equal(1.959964 * 10 / 400, known.Limit95, 1e-4);
        Assert.Equal(0.05, known.ChanceOf(1.959964 * 10 / 400), 1e-3);
        Assert.Equal(0.3173, known.ChanceOf(10.0 / 400), 0.01);
    }

    [Fact]
    public void WithoutSpread_AnErrorIsNoChance()
    {
        var certain = CalibratedError.Of(CalibrationError.Bins([0, 1, 1], [0, 1, 1]));
        Assert.Equal((0, 0, 0), (certain.Mean, certain.Deviation, certain.Limit95));
        Assert.Equal((1, 0), (certain.ChanceOf(0), certain.ChanceOf(0.1)));
        Assert.Equal(double.NaN, CalibratedError.Of([]).Mean);
        Assert.Equal(double.NaN, CalibratedError.Of([]).ChanceOf(0.1));
    }

    [Fact]
    public void Bins_HoldEveryRow_AndMakeTheError()
    {
        var random = new SeededRandom(22);
        float[] p = [.. Enumerable.Range(0, 10_000).Select(_ => (float)random.NextDouble())];
        float[] y = [.. p.Select(score => random.NextDouble() < score * score ? 1f : 0f)];
        var bins = CalibrationError.Bins(p, y);
        Assert.Equal(20, bins.Count);
        Assert.Equal((10_000, y.Sum()), (bins.Sum(bin => bin.Rows), bins.Sum(bin => bin.Clicks)));
        Assert.Equal(p.Sum(score => (double)score), bins.Sum(bin => bin.Expected), 1e-6);
        Assert.All(bins.Zip(bins.Skip(1)), pair => Assert.True(pair.First.Prediction < pair.Second.Prediction));
        Assert.All(bins, bin => Assert.InRange(bin.Rate, bin.Share.Low - 1e-12, bin.Share.High));
        Assert.Equal(CalibrationError.Expected(p, y), CalibrationError.Expected(bins), 1e-15);
        Assert.Equal(CalibrationError.UnderCalibration(p), CalibratedError.Of(bins).Mean, 1e-15);
        Assert.Empty(CalibrationError.Bins([], []));
    }
}
