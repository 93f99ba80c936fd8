using CsCheck;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Numerics.Spectra;

public sealed class RankBatchTests
{
    const double Tolerance = 1e-5;

    static readonly Dictionary<string, Func<int, int, double>> _spectra = new() // of the i-th of k singular values
    {
        ["decaying"] = static (i, k) => Math.Pow(1e-4, i / Math.Max(1, k - 1.0)),
        ["deficient"] = static (i, k) => i < k - k / 4 ? 1 - 0.5 * i / k : 1e-7,
        ["flat"] = static (_, _) => 2,
        ["rank one"] = static (i, _) => i == 0 ? 3 : 0,
        ["a pair at the top, 1e-2 apart"] = static (i, _) => i < 2 ? 1 - 1e-2 * i : 0.5,
        ["a pair at the top, 1e-4 apart"] = static (i, _) => i < 2 ? 1 - 1e-4 * i : 0.5,
        ["a pair at the top, 1e-6 apart"] = static (i, _) => i < 2 ? 1 - 1e-6 * i : 0.5,
        ["a ladder, 1e-3 apart"] = static (i, _) => 1 - 1e-3 * i,
        ["repeated"] = static (i, k) => i < k / 2 ? 1 : 1e-3,
    };

    static readonly string[] _kinds = [.. _spectra.Keys, "gaussian", "nilpotent"];

    [Fact]
    public void Measure_AgreesWithTheDefinition() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 30], Gen.Int[0, _kinds.Length - 1], Gen.ULong).Sample(
            (rows, cols, kind, seed) =>
            {
                var matrix = Draw(_kinds[kind], rows, cols, new SeededRandom(seed));
                AssertClose(Exact(matrix, rows, cols), Measure(matrix, rows, cols, 1)[0]);
            },
            iter: 300);

    [Theory]
    [InlineData(39, 20)]
    [InlineData(26, 30)]
    [InlineData(24, 64)]
    [InlineData(64, 128)]
    [InlineData(300, 9)] // several stretches of a sum
    public void Measure_AgreesWithTheDecomposition(int rows, int cols)
    {
        const int Count = 35; // two full groups of 16 lanes and a tail
        var random = new SeededRandom(11);
        var matrices = Enumerable.Range(0, Count).SelectMany(i => Draw(_kinds[i % _kinds.Length], rows, cols, random)).ToArray();
        var spectra = new MatrixSpectrum[Count];
        SpectralBatch.Measure(matrices, rows, cols, spectra);
        var ranks = Measure(matrices, rows, cols, Count);
        for (var i = 0; i < Count; i++)
        {
            AssertClose(new MatrixRanks(spectra[i].StableRank, spectra[i].ParticipationRatio), ranks[i]);
        }
    }

    [Theory]
    [InlineData(1e-42f, 1e-2)] // subnormal numbers have few digits
    [InlineData(1e-30f, Tolerance)]
    [InlineData(1e-8f, Tolerance)]
    [InlineData(1e30f, Tolerance)]
    public void Measure_OfAScaledMatrix_IsThatOfTheMatrix(float scale, double tolerance)
    {
        var matrix = Draw("gaussian", 7, 5, new SeededRandom(2));
        var ranks = Measure([.. matrix, .. matrix.Select(x => x * scale)], 7, 5, 2);
        AssertClose(Exact(matrix, 7, 5), ranks[0]);
        AssertClose(ranks[0], ranks[1], tolerance);
    }

    [Fact]
    public void Measure_ZeroAndNotFiniteMatrices_AreNaNAndDoNotDisturbTheirNeighbours()
    {
        var random = new SeededRandom(6);
        var good = Draw("gaussian", 6, 5, random);
        var (missing, infinite) = (Draw("gaussian", 6, 5, random), Draw("gaussian", 6, 5, random));
        (missing[7], infinite[11]) = (float.NaN, float.NegativeInfinity);
        var ranks = Measure([.. good, .. new float[30], .. missing, .. infinite, .. good], 6, 5, 5);
        AssertClose(Exact(good, 6, 5), ranks[0]);
        Assert.All(ranks[1..4], rank => Assert.Equal(new MatrixRanks(double.NaN, double.NaN), rank));
        Assert.Equal(ranks[0], ranks[4]);
        Assert.Equal(ranks[1], MatrixRanks.Of(new double[30], 6, 5));
    }

    [Fact]
    [Trait("kind", "slow")]
    public void Measure_OfManyMatrices_MissesTheLargestValueOfNone() // a start that holds next to nothing of the first vector settles on the second
    {
        const int Rows = 39, Columns = 20, Count = 1024, Batches = 390;
        var random = new SeededRandom(5);
        var (matrices, spectra, ranks) = (new float[Count * Rows * Columns], new MatrixSpectrum[Count], new MatrixRanks[Count]);
        for (var batch = 0; batch < Batches; batch++)
        {
            for (var m = 0; m < Count; m++)
            {
                FillScaled(matrices.AsSpan(m * Rows * Columns, Rows * Columns), Columns, m % 4, random);
            }

            SpectralBatch.Measure(matrices, Rows, Columns, spectra);
            RankBatch.Measure(matrices, Rows, Columns, ranks);
            for (var m = 0; m < Count; m++)
            {
                Assert.Equal(spectra[m].StableRank, ranks[m].StableRank, 2 * Tolerance * spectra[m].StableRank);
            }
        }
    }

    /// <summary>Normal columns: all alike; falling; two large ones; one large and a shift.</summary>
    static void FillScaled(Span<float> matrix, int cols, int kind, SeededRandom random)
    {
        var decay = Math.Pow(random.NextNormal(), 2) * 0.5;
        var near = Math.Pow(10, -Math.Abs(random.NextNormal()) * 2);
        for (var t = 0; t < matrix.Length; t++)
        {
            var c = t % cols;
            var scale = kind switch { 0 => 1, 1 => Math.Exp(-decay * c), 2 => c < 2 ? 1 - near * c : 0.2, _ => c == 0 ? 20 : 1 };
            matrix[t] = (float)((kind == 3 && c > 0 ? 1 : random.NextNormal()) * scale + (kind == 3 ? random.NextNormal() : 0));
        }
    }

    [Fact]
    public void Measure_OneThreadAndThree_GiveTheSameBits()
    {
        var random = new SeededRandom(9);
        var matrices = Enumerable.Range(0, 500).SelectMany(i => Draw(_kinds[i % _kinds.Length], 8, 6, random)).ToArray();
        var three = new MatrixRanks[500];
        RankBatch.Measure(matrices, 8, 6, three, new Workers(3));
        Assert.Equal(Measure(matrices, 8, 6, 500), three);
    }

    [Fact]
    public void Measure_OfAnotherNumberOfNumbers_Throws() =>
        Assert.Throws<ArgumentException>(() => RankBatch.Measure(new float[11], 3, 2, new MatrixRanks[2]));

    static MatrixRanks[] Measure(float[] matrices, int rows, int cols, int count)
    {
        var ranks = new MatrixRanks[count];
        RankBatch.Measure(matrices, rows, cols, ranks);
        return ranks;
    }

    static MatrixRanks Exact(float[] matrix, int rows, int cols) => MatrixRanks.Of([.. matrix.Select(x => (double)x)], rows, cols);

    static float[] Draw(string kind, int rows, int cols, SeededRandom random)
    {
        var k = Math.Min(rows, cols);
        return kind switch
        {
            "gaussian" => [.. Enumerable.Range(0, rows * cols).Select(_ => (float)random.NextNormal())],
            "nilpotent" => [.. Enumerable.Range(0, rows * cols).Select(t => t % cols == t / cols + 1 || t == 0 ? 1f : 0f)],
            _ => [.. PlantedMatrix.Of([.. Enumerable.Range(0, k).Select(i => _spectra[kind](i, k))], rows, cols, random).Select(x => (float)x)],
        };
    }

    static void AssertClose(MatrixRanks expected, MatrixRanks actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.StableRank, actual.StableRank, tolerance * expected.StableRank);
        Assert.Equal(expected.ParticipationRatio, actual.ParticipationRatio, tolerance * expected.ParticipationRatio);
    }
}
