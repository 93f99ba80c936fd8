using RankElastor.Numerics.Statistics;

namespace RankElastor.Numerics.Metrics;

/// <summary>The difference of two log losses on the same rows, row by row.</summary>
public static class PairedLogloss
{
    /// <summary>
    /// Loss of <paramref name="second"/> less that of <paramref name="first"/> for each row, as <see cref="Logloss"/>
    /// has it: the mean is the difference of the two losses.
    /// </summary>
    /// <param name="first">Probabilities of one model.</param>
    /// <param name="second">Those of the other.</param>
    /// <param name="labels">0 or 1.</param>
    /// <param name="weights">Of rows; empty where all weigh alike.</param>
    public static WeightedDifferences Of(
        ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<float> labels,
        ReadOnlySpan<float> weights = default)
    {
        var differences = new double[labels.Length];
        for (var row = 0; row < differences.Length; row++)
        {
            differences[row] = Logloss.Of(second.Slice(row, 1), labels.Slice(row, 1))
                - Logloss.Of(first.Slice(row, 1), labels.Slice(row, 1));
        }

        var widened = new double[weights.Length];
        for (var row = 0; row < widened.Length; row++)
        {
            widened[row] = weights[row];
        }

        return new(differences, widened);
    }
}
