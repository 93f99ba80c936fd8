namespace RankElastor.Numerics.Calibration;

/// <summary>A map from the probabilities of a model to calibrated ones that never falls.</summary>
public abstract record CalibrationMap
{
    const float Least = float.Epsilon;
    static readonly float _most = MathF.BitDecrement(1);

    /// <summary>Whether it tells predictions apart: a map that does not is a constant, or turns the order.</summary>
    public abstract bool Rises { get; }

    /// <summary>The calibrated value of a probability in [0, 1].</summary>
    public abstract double Of(float probability);

    /// <summary>Replaces probabilities by their calibrated values, rounded to float32 and strictly between 0 and 1.
    /// </summary>
    /// <exception cref="ArgumentException">A probability outside [0, 1] or NaN.</exception>
    public void Apply(Span<float> probabilities)
    {
        for (var row = 0; row < probabilities.Length; row++)
        {
            Check(probabilities[row], row);
            probabilities[row] = Math.Clamp((float)Of(probabilities[row]), Least, _most);
        }
    }

    /// <summary>Checks what a map is fitted to; returns the sum of the weights, 1 a row where there are none.</summary>
    internal static double Check(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        if (probabilities.Length != labels.Length || (weights.Length > 0 && weights.Length != labels.Length))
        {
            throw new ArgumentException(
                $"{probabilities.Length} probabilities, {labels.Length} labels, {weights.Length} weights.");
        }

        var all = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            Check(probabilities[row], row);
            var weight = weights.IsEmpty ? 1 : weights[row];
            all += labels[row] is 0 or 1 && weight >= 0 && float.IsFinite(weight) ? weight
                : throw new ArgumentException(
                    $"Row {row} has label {labels[row]} and weight {weight}; allowed: 0 or 1, and 0 or more.");
        }

        return all > 0 ? all : throw new ArgumentException("No rows, or none with a weight above 0.");
    }

    static void Check(float probability, int row)
    {
        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentException($"Row {row} has probability {probability}; probabilities are in [0, 1].");
        }
    }
}
