using CsCheck;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Numerics.Spectra;

public sealed class SpectralBatchTests
{
    static readonly string[] _kinds = ["gaussian", "decaying", "deficient", "flat", "nilpotent", "repeated"];

    [Fact]
    public void Jacobi_FindsPlantedValues() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.ULong).Sample((rows, cols, seed) =>
    {
        var expected = Enumerable.Range(0, Math.Min(rows, cols)).Select(i => Math.Pow(10, -i / 2.0)).ToArray();
        var actual = new double[expected.Length];
        Jacobi.SingularValues(PlantedMatrix.Of(expected, rows, cols, new SeededRandom(seed)), rows, cols, actual);
        AssertClose(expected, actual, 1e-13);
    }, iter: 100);

    [Fact]
    public void Jacobi_InfiniteEntry_GivesNaN()
    {
        var values = new double[1];
        Jacobi.SingularValues([1, double.PositiveInfinity], 1, 2, values);
        Assert.Equal(double.NaN, values[0]);
    }

    [Theory]
    [InlineData(39, 20, "gaussian")]
    [InlineData(26, 30, "decaying")]
    [InlineData(26, 30, "deficient")]
    [InlineData(24, 64, "decaying")]
    [InlineData(20, 20, "flat")]
    [InlineData(2, 3, "deficient")]
    [InlineData(1, 9, "gaussian")]
    [InlineData(9, 1, "gaussian")]
    public void Measure_AgreesWithTheScalarDefinitions(int rows, int cols, string kind)
    {
        const int Count = 19; // a full group of 16 lanes and a tail
        var random = new SeededRandom(11);
        var matrices = Enumerable.Range(0, Count).Select(_ => Draw(kind, rows, cols, random)).ToArray();
        var spectra = new MatrixSpectrum[Count];
        var values = new double[Count * Math.Min(rows, cols)];
        SpectralBatch.Measure(matrices.SelectMany(m => m).ToArray(), rows, cols, spectra);
        SpectralBatch.SingularValues(matrices.SelectMany(m => m).ToArray(), rows, cols, values);
        for (var i = 0; i < Count; i++)
        {
            var s = new double[Math.Min(rows, cols)];
            Jacobi.SingularValues([.. matrices[i].Select(x => (double)x)], rows, cols, s);
            AssertRelative(s, values[(i * s.Length)..((i + 1) * s.Length)]);
            AssertSame(MatrixSpectrum.Of(s, rows, cols, SpectralMeasures.FloatEpsilon), spectra[i]);
        }
    }

    [Fact]
    public void SingularValues_AreRelativelyAccurate_Everywhere() =>
        Gen.Select(Gen.Int[1, 24], Gen.Int[1, 24], Gen.Int[0, 5], Gen.ULong).Sample(
            (rows, cols, kind, seed) =>
            {
                var matrix = Draw(_kinds[kind], rows, cols, new SeededRandom(seed));
                var (expected, actual) = (new double[Math.Min(rows, cols)], new double[Math.Min(rows, cols)]);
                Jacobi.SingularValues([.. matrix.Select(x => (double)x)], rows, cols, expected);
                SpectralBatch.SingularValues(matrix, rows, cols, actual);
                AssertRelative(expected, actual);
            },
            iter: 300);

    [Fact]
    public void Measure_DoesNotDependOnTheNeighboursBeyondRounding()
    {
        var random = new SeededRandom(21);
        var matrices = Enumerable.Range(0, 40).Select(i => Draw(_kinds[i % 4], 9, 7, random)).ToArray();
        var (together, alone) = (new MatrixSpectrum[40], new MatrixSpectrum[1]);
        SpectralBatch.Measure([.. matrices.SelectMany(m => m)], 9, 7, together);
        for (var i = 0; i < 40; i++)
        {
            SpectralBatch.Measure(matrices[i], 9, 7, alone);
            AssertSame(alone[0], together[i], 1e-12);
        }
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    [InlineData(1e-8f)]
    public void Measure_OfAScaledMatrix_IsThatOfTheMatrix(float scale)
    {
        var matrix = Draw("gaussian", 7, 5, new SeededRandom(2));
        var spectra = new MatrixSpectrum[2];
        SpectralBatch.Measure([.. matrix, .. matrix.Select(x => x * scale)], 7, 5, spectra);
        Assert.Equal(spectra[0].EntropyRankSv, spectra[1].EntropyRankSv, 1e-5);
        Assert.Equal(spectra[0].StableRank, spectra[1].StableRank, 1e-5);
        Assert.Equal(1, spectra[1].Largest / spectra[0].Largest / scale, 1e-5);
    }

    [Fact]
    public void Measure_ZeroDuplicateAndNotFiniteMatrices_DoNotDisturbTheirNeighbours()
    {
        var random = new SeededRandom(6);
        float[] good = Draw("gaussian", 6, 5, random), bad = Draw("gaussian", 6, 5, random);
        bad[7] = float.NaN;
        float[] twice = [.. good[..15], .. good[..15]]; // three rows, each twice
        var spectra = new MatrixSpectrum[4];
        SpectralBatch.Measure([.. good, .. new float[30], .. bad, .. twice], 6, 5, spectra);
        AssertSame(MatrixSpectrum.Of([.. good.Select(x => (double)x)], 6, 5), spectra[0]);
        AssertSame(MatrixSpectrum.Of(new double[30], 6, 5), spectra[1]);
        Assert.Equal(double.NaN, spectra[2].EntropyRankSv);
        Assert.Equal(double.NaN, spectra[2].StableRank);
        AssertSame(MatrixSpectrum.Of([.. twice.Select(x => (double)x)], 6, 5), spectra[3]);
    }

    [Fact]
    public void Measure_ThreadsDoNotChangeABit()
    {
        var random = new SeededRandom(9);
        var matrices = Enumerable.Range(0, 500).SelectMany(_ => Draw("gaussian", 8, 6, random)).ToArray();
        var (one, three) = (new MatrixSpectrum[500], new MatrixSpectrum[500]);
        SpectralBatch.Measure(matrices, 8, 6, one);
        SpectralBatch.Measure(matrices, 8, 6, three, new Workers(3));
        Assert.Equal(one, three);
    }

    static float[] Draw(string kind, int rows, int cols, SeededRandom random)
    {
        var k = Math.Min(rows, cols);
        if (kind == "nilpotent")
        {
            // every diagonal entry of its bidiagonal form is 0
            return [.. Enumerable.Range(0, rows * cols).Select(t => t % cols == t / cols + 1 ? 1f : 0f)];
        }

        var matrix = kind == "gaussian"
            ? [.. Enumerable.Range(0, rows * cols).Select(_ => random.NextNormal())]
            : PlantedMatrix.Of(
                [.. Enumerable.Range(0, k).Select(i => kind switch
                {
                    "flat" => 2,
                    "repeated" => i < k / 2 ? 1 : 1e-3,
                    "decaying" => Math.Pow(1e-4, i / Math.Max(1, k - 1.0)),
                    _ => i < 3 ? 1 + i : 1e-9,
                })],
                rows, cols, random);
        return [.. matrix.Select(x => (float)x)];
    }

    /// <summary>
    /// To 1e-7 of itself above 1e-7 of the largest, where rounding to float32 leaves nothing smaller; to 1e-14 of the
    /// largest below.
    /// </summary>
    static void AssertRelative(double[] expected, double[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], Math.Max(1e-7 * expected[i], 1e-14 * expected[0]));
        }
    }

    static void AssertSame(MatrixSpectrum expected, MatrixSpectrum actual, double tolerance = 1e-8)
    {
        AssertClose(Ranks(expected), Ranks(actual), tolerance);

        static double[] Ranks(MatrixSpectrum s) =>
        [
            s.EntropyRankSv, s.EntropyRankEv, s.EntropyRankSvReference, s.StableRank, s.ParticipationRatio,
            s.InformationAbundance, s.NumericalRank,
        ];
    }

    static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(
                expected[i], actual[i], tolerance * Math.Max(1, double.IsNaN(expected[i]) ? 1 : Math.Abs(expected[i])));
        }
    }
}
