using System.Numerics;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>Sums over gradients and weights that clipping and penalties need: terms in float32, sums in double.</summary>
static class GradientSums
{
    /// <summary>Σ (g + decay·w)².</summary>
    public static double SquaredNorm(ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights, float decay)
    {
        Vector<double> low = default, high = default;
        var i = 0;
        for (; i <= gradients.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(gradients[i..]) + decay * new Vector<float>(weights[i..]), out var lower, out var upper);
            low += lower * lower;
            high += upper * upper;
        }

        var sum = Vector.Sum(low + high);
        for (; i < gradients.Length; i++)
        {
            double g = gradients[i] + decay * weights[i];
            sum += g * g;
        }

        return sum;
    }

    /// <summary>Σ ((g + decay·w)² − (decay·w)²) = Σ g·(g + 2·decay·w): what a touched row adds to the norm of the penalty alone.</summary>
    public static double SquaredNormBeyondPenalty(ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights, float decay)
    {
        Vector<double> low = default, high = default;
        var i = 0;
        for (; i <= gradients.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var g = new Vector<float>(gradients[i..]);
            Vector.Widen(g, out var gLower, out var gUpper);
            Vector.Widen(g + 2 * decay * new Vector<float>(weights[i..]), out var lower, out var upper);
            low += gLower * lower;
            high += gUpper * upper;
        }

        var sum = Vector.Sum(low + high);
        for (; i < gradients.Length; i++)
        {
            sum += (double)gradients[i] * (gradients[i] + 2 * decay * weights[i]);
        }

        return sum;
    }

    /// <summary>Σ |w|.</summary>
    public static double Absolute(ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        foreach (var w in weights)
        {
            sum += Math.Abs(w);
        }

        return sum;
    }

    /// <summary>g ← g + strength·sign(w).</summary>
    public static void AddSigns(Span<float> gradients, ReadOnlySpan<float> weights, float strength)
    {
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i] += strength * Math.Sign(weights[i]);
        }
    }

    /// <summary>row ← row + gradient.</summary>
    public static void Add(Span<float> row, ReadOnlySpan<float> gradient)
    {
        var i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(row[i..]) + new Vector<float>(gradient[i..])).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++)
        {
            row[i] += gradient[i];
        }
    }
}
