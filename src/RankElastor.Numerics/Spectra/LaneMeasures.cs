using System.Numerics;

namespace RankElastor.Numerics.Spectra;

/// <summary>The measures of <see cref="SpectralMeasures"/>, one matrix per lane, from eigenvalues lambda = s² and ln s = ln(lambda)/2.</summary>
/// <remarks>Entropy as ln S − (sum s ln s)/S, so that no p is formed.</remarks>
static unsafe class LaneMeasures
{
    /// <summary>Measures of the matrices in one half of the lanes; <paramref name="scale"/> is what the singular values were divided by.</summary>
    public static void Measure(Vector<double>* eigenvalues, int k, int longer, Vector<double> scale, Span<MatrixSpectrum> results)
    {
        Vector<double> sum = default, energy = default, fourth = default, largest = default, entropy = default, energyEntropy = default;
        Vector<double> sumReference = default, entropyReference = default;
        var epsilon = new Vector<double>(SpectralMeasures.ReferenceEpsilon);
        for (var i = 0; i < k; i++)
        {
            var lambda = Vector.Max(eigenvalues[2 * i], Vector<double>.Zero);
            var s = Vector.SquareRoot(lambda);
            var log = Vector.Log(Vector.Max(lambda, new Vector<double>(1e-300))) * 0.5; // times s = 0 where lambda is 0
            var reference = s * scale + epsilon;
            sum += s;
            energy += lambda;
            fourth += lambda * lambda;
            largest = Vector.Max(largest, s);
            entropy += s * log;
            energyEntropy += lambda * log;
            sumReference += reference;
            entropyReference += reference * Vector.Log(reference);
        }

        var zero = Vector.Equals(sum, Vector<double>.Zero);
        var uniform = new Vector<double>(k);
        var sv = Vector.ConditionalSelect(zero, uniform, Vector.Exp(Vector.Log(sum) - entropy / sum));
        var ev = Vector.ConditionalSelect(zero, uniform, Vector.Exp(Vector.Log(energy) - 2 * energyEntropy / energy));
        var svReference = Vector.Exp(Vector.Log(sumReference) - entropyReference / sumReference);
        var rank = Rank(eigenvalues, k, largest * (longer * SpectralMeasures.FloatEpsilon));
        for (var lane = 0; lane < results.Length; lane++)
        {
            results[lane] = new MatrixSpectrum(
                sv[lane],
                ev[lane],
                svReference[lane],
                energy[lane] / (largest[lane] * largest[lane]),
                energy[lane] * energy[lane] / fourth[lane],
                sum[lane] / largest[lane],
                rank[lane],
                largest[lane] * scale[lane]);
        }
    }

    static Vector<double> Rank(Vector<double>* eigenvalues, int k, Vector<double> tolerance)
    {
        var rank = Vector<double>.Zero;
        for (var i = 0; i < k; i++)
        {
            var above = Vector.GreaterThan(Vector.SquareRoot(Vector.Max(eigenvalues[2 * i], Vector<double>.Zero)), tolerance);
            rank += Vector.BitwiseAnd(Vector<double>.One, Vector.AsVectorDouble(above));
        }

        return rank;
    }
}
