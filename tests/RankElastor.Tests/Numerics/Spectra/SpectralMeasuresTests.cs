using CsCheck;
using RankElastor.Numerics.Spectra;

namespace RankElastor.Tests.Numerics.Spectra;

public sealed class SpectralMeasuresTests
{
    [Fact]
    public void EveryMeasure_OfAFlatSpectrum_IsItsLength()
    {
        var spectrum = MatrixSpectrum.Of([3.0, 3, 3, 3], 4, 7, SpectralMeasures.DoubleEpsilon);
        Assert.All(All(spectrum), rank => Assert.Equal(4, rank, 1e-11));
        Assert.Equal(3, spectrum.Largest);
    }

    [Fact]
    public void EveryMeasure_OfOneValue_IsOne_WhateverTheZeros() =>
        Assert.All(
            All(MatrixSpectrum.Of([0, 5.0, 0], 3, 3, SpectralMeasures.DoubleEpsilon)),
            rank => Assert.Equal(1, rank, 1e-10));

    [Fact]
    public void Measures_OfTwoValues_FollowTheirFormulas()
    {
        double[] s = [3, 1];
        Assert.Equal(
            Math.Exp(-0.75 * Math.Log(0.75) - 0.25 * Math.Log(0.25)), SpectralMeasures.EntropyRankSv(s), 1e-14);
        Assert.Equal(Math.Exp(-0.9 * Math.Log(0.9) - 0.1 * Math.Log(0.1)), SpectralMeasures.EntropyRankEv(s), 1e-14);
        Assert.Equal(10.0 / 9, SpectralMeasures.StableRank(s), 1e-14);
        Assert.Equal(100.0 / 82, SpectralMeasures.ParticipationRatio(s), 1e-14);
        Assert.Equal(4.0 / 3, SpectralMeasures.InformationAbundance(s), 1e-14);
    }

    [Fact]
    public void Ranks_OfAZeroMatrix_AreZero_ButTheReferenceCodes()
    {
        var spectrum = MatrixSpectrum.Of(new double[30], 6, 5);
        Assert.Equal(5, spectrum.EntropyRankSvReference, 1e-12);
        Assert.All(All(spectrum with { EntropyRankSvReference = 0 }), rank => Assert.Equal(0, rank));
    }

    [Fact]
    public void NumericalRank_DependsOnThePrecisionTheMatrixCameIn()
    {
        double[] s = [1, 1e-3, 1e-8];
        Assert.Equal(2, SpectralMeasures.NumericalRank(s, 10, 3, SpectralMeasures.FloatEpsilon));
        Assert.Equal(3, SpectralMeasures.NumericalRank(s, 10, 3, SpectralMeasures.DoubleEpsilon));
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(3, 10)]
    public void NumericalRank_TakesTheLongerSide_OfEitherShape(int rows, int columns)
    {
        double[] s = [1, 2e-6, 5e-7, 0]; // ten times the precision of float32 is 1.19e-6
        Assert.Equal(2, SpectralMeasures.NumericalRank(s, rows, columns, SpectralMeasures.FloatEpsilon));
        Assert.Equal(2, MatrixSpectrum.Of(s.AsSpan(0, 3), rows, columns, SpectralMeasures.FloatEpsilon).NumericalRank);
    }

    [Fact]
    public void Measures_KeepTheirOrder() => Gen.Double[1e-6, 10].Array[1, 30].Sample(s =>
    {
        double[] ascending =
        [
            1, SpectralMeasures.StableRank(s), SpectralMeasures.ParticipationRatio(s), SpectralMeasures.EntropyRankEv(
                s),
            SpectralMeasures.EntropyRankSv(s), s.Length,
        ];
        for (var i = 1; i < ascending.Length; i++)
        {
            Assert.True(ascending[i - 1] <= ascending[i] * (1 + 1e-12));
        }

        Assert.InRange(
            SpectralMeasures.InformationAbundance(s), SpectralMeasures.StableRank(s) * (1 - 1e-12),
            s.Length * (1 + 1e-12));
    });

    static double[] All(MatrixSpectrum s) =>
    [
        s.EntropyRankSv, s.EntropyRankEv, s.EntropyRankSvReference, s.StableRank, s.ParticipationRatio,
        s.InformationAbundance, s.NumericalRank,
    ];
}
