namespace RankElastor.Numerics.Metrics;

/// <summary>
/// Mean of −ln p(label), natural logarithm, float64: −(1/n) sum [y ln p + (1 − y) ln(1 − p)], with p clipped to [eps, 1
/// − eps].
/// </summary>
/// <remarks>
/// NaN for no rows. A probability outside [0, 1] or NaN, or a label other than 0 or 1, is an <see
/// cref="ArgumentException"/>.
/// </remarks>
public static class Logloss
{
    /// <summary>The clip of FuxiCTR 2.3.1 and older.</summary>
    public const double FuxiCtrEpsilon = 1e-7;

    /// <summary>The machine epsilon of float64, 2^−52: the guard of scikit-learn, and of FuxiCTR since 2.3.9.</summary>
    public const double MachineEpsilon = 2.220446049250313e-16;

    /// <summary>The loss with an exact 0 or 1 guarded by <see cref="MachineEpsilon"/>.</summary>
    public static double Of(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, double epsilon = MachineEpsilon)
    {
        CheckLengths(probabilities.Length, labels.Length);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum += OfRow(probabilities[i], labels[i], epsilon, i);
        }

        return sum / labels.Length;
    }

    /// <summary>The loss of float probabilities, widened before they are clipped.</summary>
    public static double Of(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, double epsilon = MachineEpsilon)
    {
        CheckLengths(probabilities.Length, labels.Length);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum += OfRow(probabilities[i], labels[i], epsilon, i);
        }

        return sum / labels.Length;
    }

    /// <summary>The weighted mean Σ w·loss / Σ w, weights at least 0; NaN where all are 0.</summary>
    public static double Weighted(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights,
        double epsilon = MachineEpsilon)
    {
        CheckLengths(probabilities.Length, labels.Length);
        CheckLengths(weights.Length, labels.Length);
        var (sum, all) = (0.0, 0.0);
        for (var i = 0; i < labels.Length; i++)
        {
            sum += weights[i] * OfRow(probabilities[i], labels[i], epsilon, i);
            all += weights[i];
        }

        return sum / all;
    }

    static double OfRow(double probability, float label, double epsilon, int row)
    {
        if (!(probability is >= 0 and <= 1) || label is not (0 or 1))
        {
            throw new ArgumentException(
                $"Row {row} has probability {probability} and label {label}; allowed: [0, 1] and 0 or 1.");
        }

        var clipped = Math.Clamp(probability, epsilon, 1 - epsilon);
        return -Math.Log(label == 1 ? clipped : 1 - clipped);
    }

    static void CheckLengths(int probabilities, int labels)
    {
        if (probabilities != labels)
        {
            throw new ArgumentException($"{probabilities} probabilities but {labels} labels.");
        }
    }
}
