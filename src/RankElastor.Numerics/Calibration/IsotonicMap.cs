namespace RankElastor.Numerics.Calibration;

/// <summary>
/// An isotonic regression as a map: the rate of a block between its ends, linear from one block to the next, and
/// constant outside, as scikit-learn's with clipping.
/// </summary>
/// <param name="Knots">Ends of the blocks, at least one; predictions rise, rates do not fall and are in (0, 1).</param>
public sealed record IsotonicMap(IReadOnlyList<CalibrationKnot> Knots) : CalibrationMap
{
    /// <inheritdoc/>
    public override bool Rises => Knots[^1].Rate > Knots[0].Rate;

    /// <inheritdoc/>
    public override double Of(float probability)
    {
        var (low, high) = (-1, Knots.Count); // the knots at and behind the probability
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Knots[middle].Prediction <= probability ? (middle, high) : (low, middle);
        }

        if (low < 0 || high == Knots.Count)
        {
            return Knots[Math.Clamp(low, 0, Knots.Count - 1)].Rate;
        }

        var (from, to) = (Knots[low], Knots[high]);
        var way = ((double)probability - from.Prediction) / ((double)to.Prediction - from.Prediction);
        return from.Rate + way * (to.Rate - from.Rate);
    }

    /// <summary>
    /// The map of the <see cref="IsotonicRegression"/>. So that no log loss is infinite, a first block of weight w
    /// without clicks has the rate 1 / (w + 2), Laplace's rule of succession, or its neighbour's where that is less; a
    /// last block of clicks alone (w + 1) / (w + 2), or its neighbour's where that is more. Exceptions as there.
    /// </summary>
    public static IsotonicMap Fit(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        var blocks = IsotonicRegression.Fit(probabilities, labels, weights);
        double[] rates = [.. blocks.Select(block => block.Rate)];
        if (rates[0] == 0)
        {
            rates[0] = Math.Min(1 / (blocks[0].Weight + 2), rates.Length > 1 ? rates[1] : 1);
        }

        if (rates[^1] == 1)
        {
            rates[^1] = Math.Max(
                (blocks[^1].Weight + 1) / (blocks[^1].Weight + 2), rates.Length > 1 ? rates[^2] : 0);
        }

        return new IsotonicMap(
        [
            .. blocks.Zip(rates).SelectMany(pair => pair.First.First == pair.First.Last
                ? (CalibrationKnot[])[new(pair.First.First, pair.Second)]
                : [new(pair.First.First, pair.Second), new(pair.First.Last, pair.Second)]),
        ]);
    }
}

/// <summary>A point of a map.</summary>
/// <param name="Prediction">The model's probability.</param>
/// <param name="Rate">The calibrated one.</param>
public sealed record CalibrationKnot(float Prediction, double Rate);
