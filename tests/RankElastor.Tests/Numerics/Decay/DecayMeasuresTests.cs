using CsCheck;
using RankElastor.Numerics.Decay;
using RankElastor.Numerics.Spectra;

namespace RankElastor.Tests.Numerics.Decay;

public sealed class DecayMeasuresTests
{
    [Fact]
    public void RankMe_IsTheEntropyRankOnSingularValues_ButForItsEpsilon() =>
        Gen.Double[1e-3, 10].Array[1, 60].Sample(s =>
        Assert.Equal(1, DecayMeasures.RankMe(s) / SpectralMeasures.EntropyRankSv(s), 2e-4));

    [Fact]
    public void RankMe_OfRankOne_ReadsSlightlyAboveOne()
    {
        var s = new double[768];
        s[0] = 3;
        Assert.Equal(
            Math.Exp(-(1 + 1e-7) * Math.Log(1 + 1e-7) - 767 * 1e-7 * Math.Log(1e-7)), DecayMeasures.RankMe(s), 1e-12);
        Assert.InRange(DecayMeasures.RankMe(s), 1.001, 1.0015);
    }

    [Fact]
    public void Measures_OfAZeroMatrix_AreNaN_AndRanksZero()
    {
        Assert.Equal(0, DecayMeasures.RankMe([0, 0]));
        Assert.Equal(double.NaN, DecayMeasures.Top1Energy([0, 0]));
        Assert.Equal(double.NaN, DecayMeasures.ConditionNumber([0, 0], 0));
        Assert.Equal(double.NaN, DecayMeasures.StableRankCentred([0, 0]));
    }

    [Fact]
    public void Top1Energy_IsTheInverseOfTheStableRank() => Gen.Double[1e-6, 10].Array[1, 30].Sample(s =>
        Assert.Equal(1, DecayMeasures.Top1Energy(s) * SpectralMeasures.StableRank(s), 1e-12));

    [Fact]
    public void ConditionNumber_StopsAtTheNumericalRank()
    {
        double[] s = [1e-9, 8, 2];
        Assert.Equal(
            4,
            DecayMeasures.ConditionNumber(s, SpectralMeasures.NumericalRank(s, 10, 3, SpectralMeasures.FloatEpsilon)));
        Assert.Equal(8e9, DecayMeasures.ConditionNumber(s, 3), 1);
    }

    [Fact]
    public void StableRankCentred_IgnoresTheMeanThatHidesEverythingFromTheStableRank()
    {
        const int rows = 500, columns = 20;
        var centred = Drawn.Normal(rows * columns, 2);
        var shifted = Array.ConvertAll(centred, x => x + 10f);
        var raw = Drawn.SingularValues(Drawn.Doubles(shifted), rows, columns);
        Assert.InRange(SpectralMeasures.StableRank(raw), 1, 1.02);
        var expected = DecayMeasures.StableRankCentred(Drawn.CovarianceEigenvalues(centred, rows, columns));
        Assert.InRange(expected, 12, 20);
        Assert.Equal(
            expected, DecayMeasures.StableRankCentred(Drawn.CovarianceEigenvalues(shifted, rows, columns)), 1e-4);
    }

    [Fact]
    public void Covariance_OfAKnownMatrix()
    {
        var centred = CentredCovariance.Centred([1, 6, 3, 2], 2, 2);
        Assert.Equal([-1, 2, 1, -2], centred);
        Assert.Equal([1, -2, -2, 4], CentredCovariance.Of(centred, 2, 2).SelectMany(row => row));
        Assert.Throws<ArgumentException>(() => CentredCovariance.Centred([1, 2, 3], 2, 2));
    }
}
