namespace RankElastor.Experiments.Epochs;

/// <summary>
/// Who trains when. Each second round is the one before in reverse, so that of any two each goes first equally often;
/// then the order turns by one place, so that in 2 k rounds of k experiments each has every place twice.
/// </summary>
static class EpochOrder
{
    /// <summary>The experiments 0 … <paramref name="count"/> − 1 in a round, rounds counted from 0.</summary>
    public static IReadOnlyList<int> Of(int round, int count)
    {
        List<int> order = [.. Enumerable.Range(0, count).Select(place => (place + round / 2) % count)];
        if (round % 2 == 1)
        {
            order.Reverse();
        }

        return order;
    }
}
