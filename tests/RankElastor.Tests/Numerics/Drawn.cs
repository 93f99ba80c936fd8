using RankElastor.Numerics.Decay;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;

namespace RankElastor.Tests.Numerics;

/// <summary>Seeded random matrices for tests of measures.</summary>
static class Drawn
{
    public static float[] Normal(int count, ulong seed, double mean = 0) =>
        Array.ConvertAll(NormalDoubles(count, seed), x => (float)(x + mean));

    public static double[] NormalDoubles(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var numbers = new double[count];
        foreach (ref var number in numbers.AsSpan())
        {
            number = random.NextNormal();
        }

        return numbers;
    }

    /// <summary>An orthogonal [n, n].</summary>
    public static double[] Rotation(int n, ulong seed) =>
        PlantedMatrix.Of(Enumerable.Repeat(1.0, n).ToArray(), n, n, new SeededRandom(seed));

    /// <summary>x [rows, n] times map [n, columns].</summary>
    public static double[] Product(ReadOnlySpan<double> x, ReadOnlySpan<double> map, int n)
    {
        int rows = x.Length / n, columns = map.Length / n;
        var product = new double[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < n; k++)
            {
                for (var j = 0; j < columns; j++)
                {
                    product[i * columns + j] += x[i * n + k] * map[k * columns + j];
                }
            }
        }

        return product;
    }

    public static float[] Product(ReadOnlySpan<float> x, ReadOnlySpan<double> map, int n) =>
        Floats(Product(Doubles(x), map, n));

    public static double[] Doubles(ReadOnlySpan<float> x) => Array.ConvertAll(x.ToArray(), value => (double)value);

    public static float[] Floats(double[] x) => Array.ConvertAll(x, value => (float)value);

    /// <summary>
    /// Eigenvalues of the covariance of the columns of x [rows, columns] about their means, in descending order.
    /// </summary>
    public static double[] CovarianceEigenvalues(ReadOnlySpan<float> x, int rows, int columns)
    {
        var values = new double[Math.Min(rows, columns)];
        SpectralBatch.SingularValues(Floats(CentredCovariance.Centred(x, rows, columns)), rows, columns, values);
        return Array.ConvertAll(values, s => s * s / rows);
    }

    public static double[] SingularValues(double[] matrix, int rows, int columns)
    {
        var values = new double[Math.Min(rows, columns)];
        Jacobi.SingularValues(matrix, rows, columns, values);
        return values;
    }
}
