namespace RankElastor.Numerics.Statistics;

/// <summary>Several tests of one family.</summary>
public static class FamilyOfTests
{
    /// <summary>
    /// p-values by Holm (1979): the k-th smallest of m times m − k + 1, at least as large as those before, at most 1.
    /// Rejecting where they are below 5 % makes one false rejection or more in at most 5 % of families. A NaN stays
    /// one and counts as a test.
    /// </summary>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> values)
    {
        var (adjusted, largest) = (values.ToArray(), 0.0);
        var ordered = Enumerable.Range(0, values.Count).Where(i => !double.IsNaN(values[i]))
            .OrderBy(i => values[i]).ToList();
        for (var k = 0; k < ordered.Count; k++)
        {
            largest = Math.Max(largest, Math.Min(1, values[ordered[k]] * (values.Count - k)));
            adjusted[ordered[k]] = largest;
        }

        return adjusted;
    }
}
