using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Remedies;

/// <summary>A remedy's runs against those without, seed by seed.</summary>
sealed class RemedyComparison
{
    /// <summary>A loss of test AUC that counts as none: the least that the field calls a gain.</summary>
    public const double AucMargin = 0.001;

    readonly Dictionary<string, Interval> _differences = [];
    readonly Dictionary<string, string> _undefined = [];

    /// <summary>Pairs runs by seed; a column that a run lacks is left out.</summary>
    public RemedyComparison(
        string experiment, string site, IReadOnlyList<RemedyRun> without, IReadOnlyList<RemedyRun> with)
    {
        Experiment = experiment;
        Site = site;
        var pairs = without.Join(with, run => run.Seed, run => run.Seed, (before, after) => (before, after)).ToList();
        bool IsKnown(string column) => pairs.Count > 0
            && pairs.All(pair => pair.before.Numbers.ContainsKey(column) && pair.after.Numbers.ContainsKey(column));
        foreach (var column in RemedyRun.Columns.Where(IsKnown))
        {
            var differences = pairs.ConvertAll(pair => pair.after.Numbers[column] - pair.before.Numbers[column]);
            _differences[column] = Interval.OfMean(differences);
            _undefined[column] = SeedTally.Of(
                pairs.Zip(differences, (pair, difference) => (pair.before.Seed, double.IsFinite(difference))));
        }
    }

    public string Experiment { get; }

    public string Site { get; }

    /// <summary>Runs with the remedy minus runs without, by column.</summary>
    public IReadOnlyDictionary<string, Interval> Differences => _differences;

    /// <summary>A difference as pages show it, with the seeds for which it is undefined.</summary>
    public string Text(string column) => !_differences.TryGetValue(column, out var difference) ? "not measured"
        : _undefined[column].Length > 0 ? _undefined[column]
        : RemedyPage.Text(difference);

    /// <summary>What the remedy should do, and whether it does.</summary>
    public IEnumerable<Claim> Claims()
    {
        return
        [
            .. Of(RemedyRun.RowRank, $"raises entropy_rank_ev of single rows at {Site}", 0),
            .. Of(RemedyRun.Batch(RemedyRun.RowRank), $"raises entropy_rank_ev of the batch at {Site}", 0),
            .. Of(RemedyRun.Auc, "does not lower test AUC", AucMargin),
        ];

        IEnumerable<Claim> Of(string column, string effect, double margin)
        {
            if (_differences.TryGetValue(column, out var measured))
            {
                var key = column == RemedyRun.Auc ? "auc" : column.Replace(' ', '-');
                var expected = margin == 0 ? "a 95 % interval above 0" : $"a 95 % interval above -{margin}";
                var verdict = measured.Low > -margin ? Claim.Holds
                    : measured.High < 0 ? Claim.Refuted
                    : Claim.Inconclusive;
                yield return new($"{Experiment}/{key}", $"{Experiment} {effect}.", expected,
                    Text(column), margin == 0 ? "" : $"{margin}", verdict);
            }
        }
    }
}
