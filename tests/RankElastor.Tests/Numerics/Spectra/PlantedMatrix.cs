using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Spectra;

/// <summary>Matrices with known singular values: U diag(s) Vᵀ with random orthonormal U and V (Gram and Schmidt, twice).</summary>
static class PlantedMatrix
{
    public static double[] Of(double[] values, int rows, int cols, SeededRandom random)
    {
        var (left, right) = (Orthonormal(values.Length, rows, random), Orthonormal(values.Length, cols, random));
        var matrix = new double[rows * cols];
        for (var a = 0; a < values.Length; a++)
        {
            for (var t = 0; t < matrix.Length; t++)
            {
                matrix[t] += values[a] * left[a][t / cols] * right[a][t % cols];
            }
        }

        return matrix;
    }

    static double[][] Orthonormal(int count, int length, SeededRandom random)
    {
        var basis = new double[count][];
        for (var a = 0; a < count; a++)
        {
            var x = Enumerable.Range(0, length).Select(_ => random.NextNormal()).ToArray();
            foreach (var other in basis.Take(a).Concat(basis.Take(a)))
            {
                var dot = x.Zip(other, (p, q) => p * q).Sum();
                x = [.. x.Zip(other, (p, q) => p - dot * q)];
            }

            var norm = Math.Sqrt(x.Sum(p => p * p));
            basis[a] = [.. x.Select(p => p / norm)];
        }

        return basis;
    }
}
