using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Remedies;

/// <summary>A remedy's runs against those without, seed by seed.</summary>
sealed class RemedyComparison
{
    /// <summary>A loss of test AUC that is still none: a thousandth is the least that the field calls a gain.</summary>
    public const double AucMargin = 0.001;

    readonly Dictionary<string, Interval> _differences = [];

    /// <summary>Pairs runs by seed; a column that a run lacks is left out.</summary>
    public RemedyComparison(string experiment, string site, IReadOnlyList<RemedyRun> without, IReadOnlyList<RemedyRun> with)
    {
        (Experiment, Site) = (experiment, site);
        var pairs = without.Join(with, one => one.Seed, one => one.Seed, (before, after) => (before.Numbers, After: after.Numbers)).ToList();
        foreach (var column in RemedyRun.Columns.Where(column => pairs.Count > 0 && pairs.All(pair => pair.Numbers.ContainsKey(column) && pair.After.ContainsKey(column))))
        {
            _differences[column] = Interval.OfMean(pairs.Select(pair => pair.After[column] - pair.Numbers[column]));
        }
    }

    /// <summary>Experiment id of the remedy.</summary>
    public string Experiment { get; }

    /// <summary>Where ranks are compared.</summary>
    public string Site { get; }

    /// <summary>With less without, by column.</summary>
    public IReadOnlyDictionary<string, Interval> Differences => _differences;

    /// <summary>What the remedy should do, and whether it does.</summary>
    public IEnumerable<Claim> Claims()
    {
        foreach (var (column, what) in new[] { (RemedyRun.RowRank, "of single rows"), (RemedyRun.Batch(RemedyRun.RowRank), "of the batch") })
        {
            if (_differences.TryGetValue(column, out var rank))
            {
                yield return Of($"{Experiment}/{column.Replace(' ', '-')}", $"{Experiment} raises entropy_rank_ev {what} at {Site}.", "a 95 % interval above 0", "", rank, 0, 0);
            }
        }

        if (_differences.TryGetValue(RemedyRun.Auc, out var auc))
        {
            yield return Of($"{Experiment}/auc", $"{Experiment} does not lower test AUC.", $"a 95 % interval above -{AucMargin}", $"{AucMargin}", auc, -AucMargin, 0);
        }
    }

    static Claim Of(string id, string statement, string expected, string tolerance, Interval measured, double holdsAbove, double refutedBelow) => new(
        id, statement, expected, RemedyPage.Text(measured), tolerance,
        measured.Low > holdsAbove ? Claim.Holds : measured.High < refutedBelow ? Claim.Refuted : Claim.Inconclusive);
}
