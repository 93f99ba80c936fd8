using RankElastor.Numerics.Randomness;

namespace RankElastor.Numerics.Eigen;

/// <summary>
/// The largest eigenvalue of a positive semi-definite operator that is given by its action alone, by the method of Lanczos with full
/// re-orthogonalisation from a random start. A lower bound, within about 1e-5 relative at the edge of a random spectrum.
/// </summary>
public static class LargestEigenvalue
{
    const int MaximumSteps = 120, StepsPerCheck = 5;
    const double Tolerance = 1e-7;

    /// <summary>The largest eigenvalue; 0 for the zero operator.</summary>
    /// <param name="size">Length of the vectors, positive.</param>
    /// <param name="apply">Writes A x into the second argument.</param>
    /// <param name="random">Draws the start.</param>
    public static double Of(int size, LinearAction apply, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        var steps = Math.Min(size, MaximumSteps);
        var basis = new List<double[]>(steps) { Start(size, random) };
        double[] d = new double[steps], e = new double[steps];
        var largest = 0.0;
        for (var k = 0; k < steps; k++)
        {
            var next = new double[size];
            apply(basis[k], next);
            d[k] = Vectors.Dot(basis[k], next);
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var vector in basis)
                {
                    Vectors.AddScaled(next, vector, -Vectors.Dot(vector, next));
                }
            }

            e[k] = Math.Sqrt(Vectors.Dot(next, next));
            var exhausted = !(e[k] > 1e-13 * Math.Abs(d[0]));
            if (exhausted || k == steps - 1 || k % StepsPerCheck == 0)
            {
                var ritz = Largest(d.AsSpan(0, k + 1), e.AsSpan(0, k + 1));
                if (exhausted || (k > 0 && ritz - largest <= Tolerance * ritz))
                {
                    return Math.Max(ritz, 0);
                }

                largest = ritz;
            }

            var norm = e[k];
            basis.Add(Array.ConvertAll(next, x => x / norm));
        }

        return largest;
    }

    static double[] Start(int size, SeededRandom random)
    {
        var start = new double[size];
        for (var i = 0; i < size; i++)
        {
            start[i] = random.NextNormal();
        }

        var norm = Math.Sqrt(Vectors.Dot(start, start));
        return Array.ConvertAll(start, x => x / norm);
    }

    static double Largest(ReadOnlySpan<double> d, ReadOnlySpan<double> e)
    {
        double[] values = d.ToArray(), couplings = e.ToArray();
        Tridiagonal.Diagonalise(values, couplings, []);
        return values.Max();
    }
}

/// <summary>Writes A x into <paramref name="result"/>.</summary>
public delegate void LinearAction(ReadOnlySpan<double> x, Span<double> result);
