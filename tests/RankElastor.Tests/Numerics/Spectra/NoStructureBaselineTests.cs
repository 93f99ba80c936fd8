using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Numerics.Spectra;

public sealed class NoStructureBaselineTests
{
    /// <summary>Means of 8,000 (small) and 50 (large) matrices that were drawn and decomposed with numpy.</summary>
    [Theory]
    [InlineData(10, 10, double.NaN, double.NaN, 3.172)]
    [InlineData(10, 16, 8.941, double.NaN, 3.808)]
    [InlineData(20, 10, 9.194, double.NaN, 4.105)]
    [InlineData(26, 26, 20.74, 15.55, double.NaN)]
    [InlineData(24, 64, 22.69, 19.79, double.NaN)]
    [InlineData(100, 100, 80.31, 60.44, 26.17)]
    public void Of_IsTheKnownMean(int rows, int cols, double sv, double ev, double stable)
    {
        var mean = NoStructureBaseline.Of(rows, cols).Mean;
        Assert.All(
            new[] { (sv, mean.EntropyRankSv), (ev, mean.EntropyRankEv), (stable, mean.StableRank) }
                .Where(pair => !double.IsNaN(pair.Item1)),
            pair => Assert.Equal(pair.Item1, pair.Item2, (rows > 20 ? 1e-2 : 4e-3) * pair.Item1));
        Assert.Equal((double)rows * cols / (rows + cols + 1), mean.ParticipationRatio, 0.04 * mean.ParticipationRatio);
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(7, 12)]
    [InlineData(39, 20)]
    [InlineData(2, 2)]
    public void Of_AgreesWithWholeMatrices_WithinItsError(int rows, int cols)
    {
        const int Draws = 4000;
        var matrices = new float[Draws * rows * cols];
        NormalFill.Normal(matrices, 1, new SeededRandom(99));
        var spectra = new MatrixSpectrum[Draws];
        SpectralBatch.Measure(matrices, rows, cols, spectra);
        var baseline = NoStructureBaseline.Of(rows, cols);
        Assert.True(baseline.Draws >= 4096);
        foreach (var number in Numbers)
        {
            var (mean, error) = (number(baseline.Mean), number(baseline.Error));
            Assert.True(error / mean is > 0 and < 0.01, $"{error} of {mean}");
            Assert.Equal(spectra.Average(number), mean, 4.5 * Math.Sqrt(2) * error); // both means are drawn
        }
    }

    [Fact]
    public void Of_OneColumn_IsExact()
    {
        var column = NoStructureBaseline.Of(4, 1);
        Assert.All(Numbers.SkipLast(1), number => Assert.Equal((1, 0), (number(column.Mean), number(column.Error))));
        // √2 Γ(5/2) / Γ(2), with Γ(5/2) = 3 √π / 4
        Assert.Equal(Math.Sqrt(2) * 0.75 * Math.Sqrt(Math.PI), column.Mean.Largest, 1e-14);
        Assert.Equal((1.0, 0.0), NoStructureBaseline.EntropyRankEv(1, 9));
    }

    [Theory]
    [InlineData(80, 64)]
    [InlineData(256, 780)]
    public void Of_ALargeShape_IsKnownToAThousandth(int rows, int cols)
    {
        var baseline = NoStructureBaseline.Of(rows, cols);
        Assert.All(
            Numbers.SkipLast(1), number => Assert.InRange(number(baseline.Error) / number(baseline.Mean), 0, 1e-3));
        Assert.InRange(baseline.Draws, 64, 4096);
        var alone = NoStructureBaseline.EntropyRankEv(cols, rows);
        Assert.Equal(baseline.Mean.EntropyRankEv, alone.Mean, 4e-3 * alone.Mean);
        Assert.InRange(alone.Error / alone.Mean, 0, 1e-3);
        // Page's mean entropy (1993) for complex numbers, with 0.36 fitted for real ones
        double m = Math.Min(rows, cols), n = Math.Max(rows, cols);
        Assert.Equal(1, alone.Mean / (m * Math.Exp(-m / (2 * n) - 0.36 / n)), 3e-3);
    }

    [Fact]
    public void Of_AnotherFunction_HasItsMean_WhateverTheThreads()
    {
        static double Stable(double[] s) => s.Sum(v => v * v) / (s[0] * s[0]);
        var one = NoStructureBaseline.Of(9, 5, Stable);
        Assert.Equal(one, NoStructureBaseline.Of(9, 5, Stable, new Workers(3)));
        var whole = NoStructureBaseline.Of(9, 5);
        Assert.Equal(whole.Mean.StableRank, one.Mean, 1e-9); // the same draws
        Assert.Equal(whole.Error.StableRank, one.Error, 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    public void Chi_HasItsMoments(int freedom)
    {
        var random = new SeededRandom(4);
        double[] squares = [.. Enumerable.Range(0, 20000).Select(_ => Math.Pow(random.NextChi(freedom), 2))];
        // E χ² = n, variance 2n, variance of its square 12 n² + 48 n
        Assert.Equal(freedom, squares.Average(), 4 * Math.Sqrt(2.0 * freedom / squares.Length));
        var variance = squares.Average(square => (square - freedom) * (square - freedom));
        Assert.Equal(
            2.0 * freedom, variance, 4 * Math.Sqrt((8.0 * freedom * freedom + 48 * freedom) / squares.Length));
    }

    static Func<MatrixSpectrum, double>[] Numbers =>
    [
        s => s.EntropyRankSv, s => s.EntropyRankEv, s => s.EntropyRankSvReference, s => s.StableRank,
        s => s.ParticipationRatio, s => s.InformationAbundance, s => s.Largest,
    ];
}
