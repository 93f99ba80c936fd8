using RankElastor.Numerics.RandomMatrix;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.RandomMatrix;

public sealed class WeightSpectrumTests
{
    [Theory]
    [InlineData(2.5)]
    [InlineData(4)]
    public void Tail_OfAParetoSample_IsItsExponent(double alpha)
    {
        var random = new SeededRandom(5);
        var sample = Enumerable.Range(0, 2000).Select(
            _ => 3 * Math.Pow(1 - random.NextDouble(), -1 / (alpha - 1))).ToArray();
        var tail = PowerLawTail.Of(sample)!.Value;
        Assert.Equal(alpha, tail.Alpha, 4 * (alpha - 1) / Math.Sqrt(tail.Count)); // standard error of the estimator
        Assert.InRange(tail.Distance, 0, 0.05);
    }

    [Fact]
    public void Tail_StartsWhereTheLawDoes()
    {
        var random = new SeededRandom(6);
        var body = Enumerable.Range(0, 1000).Select(_ => random.NextDouble()).ToArray();
        var tailed = Enumerable.Range(0, 1000).Select(_ => Math.Pow(1 - random.NextDouble(), -0.5)).ToArray();
        var tail = PowerLawTail.Of([.. body, .. tailed])!.Value;
        Assert.InRange(tail.Minimum, 0.9, 1.5);
        Assert.Equal(3, tail.Alpha, 0.3);
    }

    [Fact]
    public void Tail_FollowsTheFormula_ForTenValues()
    {
        double[] sample = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        var tail = PowerLawTail.Of(sample)!.Value;
        Assert.Equal(1 + 10 / sample.Sum(Math.Log), tail.Alpha, 1e-12);
        Assert.Equal((1, 10), (tail.Minimum, tail.Count));
    }

    [Fact]
    public void Tail_IsNull_WhereThereIsNone()
    {
        Assert.Null(PowerLawTail.Of([1, 2, 3]));
        Assert.Null(PowerLawTail.Of(Enumerable.Repeat(2.0, 100).ToArray()));
    }

    [Fact]
    public void Of_FewEigenvalues_IsRefusedWithAReason()
    {
        var refused = Assert.IsType<WeightSpectrum.Refused>(
            WeightSpectrum.Of(Enumerable.Range(1, 16).Select(i => (double)i).ToArray(), 1000, 16));
        Assert.Equal("16 eigenvalues, fewer than 50", refused.Reason);
    }

    [Fact]
    public void Of_FiftyEigenvaluesAboveZero_IsMeasured()
    {
        double[] s = [.. Enumerable.Range(1, 50).Select(i => (double)i), 0, 0];
        Assert.IsType<WeightSpectrum.Measured>(WeightSpectrum.Of(s, 60, 52));
        Assert.IsType<WeightSpectrum.Refused>(WeightSpectrum.Of(s.AsSpan(1), 60, 51));
    }

    [Fact]
    public void Of_RankOneInSinglePrecision_IsRefused()
    {
        float[] left = Drawn.Normal(64, 1), right = Drawn.Normal(64, 2);
        double[] outer = [.. left.SelectMany(x => right.Select(y => (double)(x * y)))];
        var s = Drawn.SingularValues(outer, 64, 64);
        Assert.True(s[^1] > 0); // rounding to float32 leaves no zeros
        var refused = Assert.IsType<WeightSpectrum.Refused>(WeightSpectrum.Of(s, 64, 64));
        Assert.Equal("1 of 64 eigenvalues above rounding, fewer than 50", refused.Reason);
        var eigenvalues = MarchenkoPastur.Eigenvalues(s, 64, 64);
        Assert.Equal(double.NaN, MarchenkoPastur.OfBulk(eigenvalues, 64, 64).Outliers(eigenvalues));
    }

    [Fact]
    public void Of_AnIdentity_IsRefused()
    {
        var refused = Assert.IsType<WeightSpectrum.Refused>(WeightSpectrum.Of([.. Enumerable.Repeat(1.0, 64)], 64, 64));
        Assert.Equal("the eigenvalues do not vary", refused.Reason);
    }

    [Fact]
    public void Measures_FollowTheirFormulas()
    {
        var s = Enumerable.Range(1, 60).Select(i => 4 / Math.Sqrt(i)).ToArray();
        var spectrum = Measured(s, 80, 60);
        Assert.Equal(Math.Log10(s.Sum(x => x * x)), spectrum.LogNorm, 1e-12);
        Assert.Equal(spectrum.TailAlpha * Math.Log10(16), spectrum.AlphaWeighted, 1e-12);
        Assert.Equal(Math.Log10(s.Sum(x => Math.Pow(x, 2 * spectrum.TailAlpha))), spectrum.LogAlphaNorm, 1e-12);
        Assert.True(spectrum.LogAlphaNorm >= spectrum.AlphaWeighted);
    }

    [Fact]
    public void SoftRank_OfNoise_IsAboutOne_AndFallsWithASpike()
    {
        var s = Drawn.SingularValues(Drawn.NormalDoubles(150 * 100, 8), 150, 100);
        Assert.Equal(1, Measured(s, 150, 100).MpSoftRank, 0.08);
        s[0] *= 3;
        Assert.Equal(1.0 / 9, Measured(s, 150, 100).MpSoftRank, 0.01);
    }

    static WeightSpectrum.Measured Measured(double[] s, int rows, int columns) =>
        Assert.IsType<WeightSpectrum.Measured>(WeightSpectrum.Of(s, rows, columns));
}
