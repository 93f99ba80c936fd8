using RankElastor.Numerics.Randomness;

namespace RankElastor.Tuning;

/// <summary>
/// Successive halving (Karnin, Koren and Somekh, 2013; Jamieson and Talwalkar, 2016), bracket after bracket: η^k
/// points are trained for a first number of epochs, the best 1/η of them go on to η times as many, until one is left.
/// Points that failed go nowhere. k is the largest for which no round but the last would pass the most epochs of
/// a training, and with which a bracket fits into the budget, but at least 1.
/// </summary>
public sealed class HalvingSearch : ISearch
{
    readonly ISearch _fresh;
    readonly int _first, _most, _reduction, _rounds;

    /// <summary>Fits brackets into a budget.</summary>
    /// <param name="fresh">Draws the points that brackets begin with.</param>
    /// <param name="budget">Epochs over all points.</param>
    /// <param name="first">Epochs of a first round.</param>
    /// <param name="most">The most epochs of a training.</param>
    /// <param name="reduction">η, 2 or more.</param>
    public HalvingSearch(ISearch fresh, int budget, int first, int most, int reduction)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reduction, 2);
        (_fresh, _first, _most, _reduction, _rounds) = (fresh, Math.Min(first, most), most, reduction, 1);
        while (Epochs(_rounds) < most && Cost(_rounds + 1) <= budget)
        {
            _rounds++;
        }
    }

    /// <summary>Points that a bracket begins with.</summary>
    public int Points => Trials(0);

    /// <summary>Epochs of each round.</summary>
    public IReadOnlyList<int> Rounds => [.. Enumerable.Range(0, _rounds + 1).Select(Epochs)];

    /// <inheritdoc/>
    public Proposal? Next(IReadOnlyList<TriedPoint> tried, SeededRandom random)
    {
        for (var i = 0; ;)
        {
            List<TriedPoint> round = [];
            for (; round.Count < Points; i++)
            {
                if (i == tried.Count)
                {
                    return _fresh.Next(tried, random) is { } begun ? begun with { Epochs = _first } : null;
                }

                round.Add(tried[i]);
            }

            for (var rung = 1; rung <= _rounds; rung++)
            {
                List<TriedPoint> next = [];
                foreach (var best in Best(round, Trials(rung)))
                {
                    if (i == tried.Count)
                    {
                        return new Proposal(best.Values)
                        {
                            Epochs = Epochs(rung),
                            Rung = rung,
                            Continues = best.Number,
                        };
                    }

                    next.Add(tried[i++]);
                }

                round = next;
            }
        }
    }

    static IEnumerable<TriedPoint> Best(IEnumerable<TriedPoint> round, int count) => round
        .Where(point => point.Succeeded).OrderByDescending(point => point.Score).ThenBy(point => point.Number)
        .Take(count);

    int Epochs(int rung) => (int)Math.Min(_most, _first * Math.Pow(_reduction, rung));

    int Trials(int rung) => (int)Math.Pow(_reduction, _rounds - rung);

    double Cost(int rounds) => Enumerable.Range(0, rounds + 1).Sum(
        rung => Math.Pow(_reduction, rounds - rung) * (Epochs(rung) - (rung == 0 ? 0 : Epochs(rung - 1))));
}
