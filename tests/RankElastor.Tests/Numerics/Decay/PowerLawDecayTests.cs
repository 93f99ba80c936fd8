using RankElastor.Numerics.Decay;

namespace RankElastor.Tests.Numerics.Decay;

public sealed class PowerLawDecayTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.7)]
    public void Of_APowerLaw_IsItsExponent(double alpha)
    {
        var fit = PowerLawDecay.Of(Law(100, alpha))!.Value;
        Assert.Equal(alpha, fit.Alpha, 1e-12);
        Assert.Equal(1, fit.R2, 1e-12);
        Assert.Equal((11, 100), (fit.First, fit.Last));
    }

    [Fact]
    public void Of_LeavesOutTheHeadAndTheNoiseFloor()
    {
        var eigenvalues = Law(120, 1);
        for (var i = 0; i < 120; i++)
        {
            eigenvalues[i] = i < 3 ? 5 - i : i >= 90 ? 1e-9 : eigenvalues[i];
        }

        var fit = PowerLawDecay.Of(eigenvalues)!.Value;
        Assert.Equal(1, fit.Alpha, 1e-12);
        Assert.Equal(90, fit.Last);
    }

    [Fact]
    public void Of_AnExponentialDecay_FitsBadlyAndSaysSo()
    {
        var eigenvalues = Enumerable.Range(0, 100).Select(i => Math.Exp(-i / 8.0)).ToArray();
        Assert.InRange(PowerLawDecay.Of(eigenvalues)!.Value.R2, 0.5, 0.95);
    }

    [Fact]
    public void Of_TooFewEigenvalues_IsNull()
    {
        Assert.Null(PowerLawDecay.Of(Law(49, 1)));
        Assert.NotNull(PowerLawDecay.Of(Law(50, 1)));
        Assert.Null(PowerLawDecay.Of([.. Law(49, 1), 1e-7, 1e-8])); // the last two are rounding
        Assert.Null(PowerLawDecay.Of([1, .. new double[50]]));
        Assert.Null(PowerLawDecay.Of([]));
    }

    [Fact]
    public void Of_DataWithAPowerLawOfVariances_IsNearItsExponent()
    {
        const int rows = 2000, columns = 100;
        var values = Drawn.Normal(rows * columns, 1, mean: 1);
        for (var k = 0; k < values.Length; k++)
        {
            values[k] *= (float)Math.Pow(k % columns + 1, -0.5);
        }

        var fit = PowerLawDecay.Of(Drawn.CovarianceEigenvalues(values, rows, columns))!.Value;
        Assert.Equal(1, fit.Alpha, 0.1);
        Assert.InRange(fit.R2, 0.95, 1);
    }

    static double[] Law(int count, double alpha) =>
        [.. Enumerable.Range(1, count).Select(i => 3 * Math.Pow(i, -alpha))];
}
