using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// The measures of <see cref="SpectralMeasures"/>, one matrix per lane, from eigenvalues lambda = s² and ln s =
/// ln(lambda)/2.
/// </summary>
/// <remarks>Entropy as ln S − (sum s ln s)/S, so that no p is formed.</remarks>
static unsafe class LaneMeasures
{
    /// <summary>
    /// Measures of the matrices in a set of lanes, whose eigenvalues are every second vector; <paramref name="scale"/>
    /// is what the singular values were divided by. Replaces the eigenvalues by singular values.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Measure(
        Vector512<double>* eigenvalues, int k, int longer, Vector512<double> scale, Span<MatrixSpectrum> results)
    {
        Vector512<double> sum = default, energy = default, fourth = default, largest = default;
        Vector512<double> entropy = default, energyEntropy = default;
        Vector512<double> sumReference = default, entropyReference = default;
        var epsilon = Vector512.Create(SpectralMeasures.ReferenceEpsilon);
        for (var i = 0; i < k; i++)
        {
            var lambda = eigenvalues[2 * i];
            lambda = Vector512.AndNot(lambda, Vector512.LessThan(lambda, Vector512.Create(LaneBidiagonalGram.Zero)));
            var s = Vector512.Sqrt(lambda);
            // times s = 0 where lambda is 0
            var log = Vector512.Log(Vector512.Max(lambda, Vector512.Create(1e-300))) * 0.5;
            var reference = Vector512.FusedMultiplyAdd(s, scale, epsilon);
            sum += s;
            energy += lambda;
            fourth += lambda * lambda;
            largest = Vector512.Max(largest, s);
            entropy += s * log;
            energyEntropy += lambda * log;
            sumReference += reference;
            entropyReference += reference * Vector512.Log(reference);
            eigenvalues[2 * i] = s;
        }

        var zero = Vector512.Equals(sum, Vector512<double>.Zero);
        var poison = sum - sum; // NaN for a matrix that is not finite, else 0
        var sv = Vector512.AndNot(Vector512.Exp(Vector512.Log(sum) - entropy / sum), zero);
        var ev = Vector512.AndNot(Vector512.Exp(Vector512.Log(energy) - 2 * energyEntropy / energy), zero);
        var svReference = Vector512.Exp(Vector512.Log(sumReference) - entropyReference / sumReference);
        var stable = Vector512.AndNot(energy / (largest * largest), zero);
        var participation = Vector512.AndNot(energy * energy / fourth, zero);
        var abundance = Vector512.AndNot(sum / largest, zero);
        var rank = Rank(eigenvalues, k, largest * (longer * SpectralMeasures.FloatEpsilon)) + poison;
        largest = largest * scale + poison;
        for (var lane = 0; lane < results.Length; lane++)
        {
            results[lane] = new MatrixSpectrum(
                sv[lane], ev[lane], svReference[lane], stable[lane], participation[lane], abundance[lane], rank[lane],
                largest[lane]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static Vector512<double> Rank(Vector512<double>* values, int k, Vector512<double> tolerance)
    {
        var rank = Vector512<double>.Zero;
        for (var i = 0; i < k; i++)
        {
            rank += Vector512.BitwiseAnd(Vector512<double>.One, Vector512.GreaterThan(values[2 * i], tolerance));
        }

        return rank;
    }
}
