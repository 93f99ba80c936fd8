using System.Collections.Concurrent;
using RankElastor.Numerics.Eigen;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Numerics.RandomMatrix;

/// <summary>
/// The largest eigenvalue of a product of two random matrices, A Bᵀ with A [rows, inner] and B [columns, inner], as W_Q W_Kᵀ is: a seeded Monte Carlo of the same
/// shapes. Such a product is not Marchenko–Pastur: for square factors its edge is 27/4 (Fuss and Catalan), not 4, so that the naive edge reports outliers in noise.
/// </summary>
/// <remarks>Eigenvalues are s² / (inner · max(rows, columns)) of a product of factors with entries of variance 1. Same numbers on every call; each shape is drawn once per process.</remarks>
/// <param name="Mean">Mean of the largest eigenvalue.</param>
/// <param name="Deviation">Its standard deviation.</param>
/// <param name="NaiveEdge">The upper edge of Marchenko–Pastur for entries of the product's variance, for comparison.</param>
public readonly record struct ProductNull(double Mean, double Deviation, double NaiveEdge)
{
    const int Draws = 32;
    const ulong Seed = 20250707;
    const double Deviations = 4; // the law of Tracy and Widom has 0.9997 of its mass below its mean + 4 deviations
    static readonly ConcurrentDictionary<(int Rows, int Inner, int Columns), Lazy<ProductNull>> _cache = new();

    /// <summary>Mean + 4 deviations: an eigenvalue above it is an outlier.</summary>
    public double Threshold => Mean + Deviations * Deviation;

    /// <summary>The null of a product of these shapes; all sides positive.</summary>
    public static ProductNull Of(int rows, int inner, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inner);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var shape = (Math.Max(rows, columns), inner, Math.Min(rows, columns)); // the transpose has the same eigenvalues
        return _cache.GetOrAdd(shape, static key => new(() => Draw(key.Rows, key.Inner, key.Columns))).Value;
    }

    /// <summary>
    /// How many singular values of a product are outliers: s² / sum s² · min(rows, columns), which is 1 on average for the null, against the threshold. The energy
    /// of the outliers is taken out of the sum until their number stays.
    /// </summary>
    /// <param name="singularValues">All of the product's that are not 0, in any order.</param>
    /// <param name="rows">Rows of the product.</param>
    /// <param name="columns">Columns of the product.</param>
    public int Outliers(ReadOnlySpan<double> singularValues, int rows, int columns)
    {
        var energies = Array.ConvertAll(singularValues.ToArray(), s => s * s);
        Array.Sort(energies, static (a, b) => b.CompareTo(a));
        var (outliers, rest) = (0, energies.Sum());
        while (outliers < energies.Length && energies[outliers] * Math.Min(rows, columns) > Threshold * rest)
        {
            rest -= energies[outliers++];
        }

        return outliers;
    }

    static ProductNull Draw(int rows, int inner, int columns)
    {
        var random = new SeededRandom(Seed).Fork(rows).Fork(inner).Fork(columns);
        var largest = new double[Draws];
        double[] left = new double[rows * inner], right = new double[columns * inner], narrow = new double[inner], tall = new double[rows];
        for (var draw = 0; draw < Draws; draw++)
        {
            var stream = random.Fork(draw);
            Fill(left, stream);
            Fill(right, stream);
            largest[draw] = LargestEigenvalue.Of(columns, (x, y) =>
            {
                Combine(right, x, narrow);
                Project(left, narrow, tall);
                Combine(left, tall, narrow);
                Project(right, narrow, y);
            }, stream) / ((double)inner * rows);
        }

        return new ProductNull(Density.Statistics.Mean(largest), Density.Statistics.StandardDeviation(largest), MarchenkoPastur.Of(rows, columns, 1).Edge);
    }

    static void Fill(double[] matrix, SeededRandom random)
    {
        foreach (ref var value in matrix.AsSpan())
        {
            value = random.NextNormal();
        }
    }

    /// <summary>result ← sum over the rows of the matrix, weighted.</summary>
    static void Combine(double[] matrix, ReadOnlySpan<double> weights, Span<double> result)
    {
        result.Clear();
        for (var i = 0; i < weights.Length; i++)
        {
            Vectors.AddScaled(result, matrix.AsSpan(i * result.Length, result.Length), weights[i]);
        }
    }

    /// <summary>result ← the matrix's rows times the vector.</summary>
    static void Project(double[] matrix, ReadOnlySpan<double> vector, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Vectors.Dot(matrix.AsSpan(i * vector.Length, vector.Length), vector);
        }
    }
}
