using RankElastor.Numerics.Randomness;

namespace RankElastor.Numerics.Statistics;

/// <summary>
/// A density on [0, 1]: normal distributions cut off at the ends, one around each observation and one as the prior,
/// with mean 1/2 and standard deviation 1, all of equal weight. An observation's standard deviation is the larger
/// distance to its two neighbours, of which the prior's mean may be one, between 1/min(100, n + 2) and 1 (Bergstra,
/// Bardenet, Bengio and Kégl, 2011, section 4.2; the least as in Hyperopt; the ends of the interval are no neighbours,
/// as in Optuna).
/// </summary>
public sealed class ParzenEstimator
{
    readonly (double Mean, double Deviation)[] _kernels;

    /// <summary>Around observations in [0, 1]; of none, the prior alone.</summary>
    public ParzenEstimator(IEnumerable<double> observations)
    {
        double[] sorted = [.. observations.Append(0.5).Order()];
        var prior = Array.IndexOf(sorted, 0.5);
        var least = 1.0 / Math.Min(100, sorted.Length + 1);
        _kernels = new (double, double)[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            var left = i > 0 ? sorted[i] - sorted[i - 1] : 0;
            var right = i < sorted.Length - 1 ? sorted[i + 1] - sorted[i] : 0;
            _kernels[i] = (sorted[i], i == prior ? 1 : Math.Clamp(Math.Max(left, right), least, 1));
        }
    }

    /// <summary>A draw.</summary>
    public double Draw(SeededRandom random)
    {
        var (mean, deviation) = _kernels[random.NextInt(_kernels.Length)];
        while (true) // a kernel has at least 38 % of its mass inside
        {
            if (mean + deviation * random.NextNormal() is >= 0 and <= 1 and var drawn)
            {
                return drawn;
            }
        }
    }

    /// <summary>The density.</summary>
    public double At(double coordinate) => _kernels.Average(kernel => Density(kernel, coordinate));

    static double Density((double Mean, double Deviation) kernel, double coordinate)
    {
        var (mean, deviation) = kernel;
        var inside = Normal.Below((1 - mean) / deviation) - Normal.Below(-mean / deviation);
        var z = (coordinate - mean) / deviation;
        return Math.Exp(-z * z / 2) / (Math.Sqrt(2 * Math.PI) * deviation * inside);
    }
}
