using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Cures;

/// <summary>The runs of one seed that an arm is judged by.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Twin">Never planted.</param>
/// <param name="Nothing">Planted and released, with no cure.</param>
/// <param name="Cured">The same with the cure.</param>
/// <param name="TwinCured">Never planted, with the cure.</param>
sealed record CureRuns(int Seed, JudgedRun Twin, JudgedRun Nothing, JudgedRun Cured, JudgedRun TwinCured);

/// <summary>One arm of a case over seeds; differences are of AUC at the last evaluation, paired by seed.</summary>
sealed record CureResult(CureCase Case, Cure Cure, IReadOnlyList<CureRuns> Runs)
{
    /// <summary>Reads what was kept of an arm.</summary>
    public static CureResult Read(RunStore store, CureCase one, Cure cure, IEnumerable<int> seeds) => new(one, cure,
    [
        .. seeds.Where(seed => new[]
            {
                one.Healthy(Cure.Nothing, seed), one.Planted(Cure.Nothing, seed), one.Planted(cure, seed),
                one.Healthy(cure, seed),
            }.All(store.Has))
            .Select(seed => new CureRuns(
                seed, Judged(store, one.Healthy(Cure.Nothing, seed)), Judged(store, one.Planted(Cure.Nothing, seed)),
                Judged(store, one.Planted(cure, seed)), Judged(store, one.Healthy(cure, seed)))),
    ])
    {
        Commits = [.. seeds.Select(seed => one.Planted(cure, seed)).Where(store.Has)
            .Select(key => store.Read(key).Commit).Distinct()],
    };

    /// <summary>Commits at which they were trained.</summary>
    public IReadOnlyList<string> Commits { get; init; } = [];

    /// <summary>Mean AUC.</summary>
    public double Auc => Runs.Average(runs => runs.Cured.Auc);

    /// <summary>With the cure, less the twin: 0 where AUC has come back.</summary>
    public PairedDifferences AgainstTwin => new(Runs.Select(runs => runs.Cured.Auc - runs.Twin.Auc));

    /// <summary>With the cure, less nothing: above 0 where it helps.</summary>
    public PairedDifferences AgainstNothing => new(Runs.Select(runs => runs.Cured.Auc - runs.Nothing.Auc));

    /// <summary>What the cure does to the twin: what it does to any model, collapsed or not.</summary>
    public PairedDifferences OnTwin => new(Runs.Select(runs => runs.TwinCured.Auc - runs.Twin.Auc));

    /// <summary>What the plant costs at the release, while it is still held.</summary>
    public Interval LostAtRelease => Interval.OfMean(Runs.Select(runs =>
        At(runs.Twin, CureCase.ReleaseEvaluation) - At(runs.Cured, CureCase.ReleaseEvaluation)));

    /// <summary>Runs in which the rule is up at an evaluation.</summary>
    public Proportion Up(int evaluation) =>
        Proportion.Of([.. Runs], runs => runs.Cured.IsUp(Case.Rule, Case.At.Subject, evaluation));

    static double At(JudgedRun run, int evaluation) => run.Evaluations[evaluation - 1].Metrics["AUC"];

    static JudgedRun Judged(RunStore store, RunKey key) => new(store.Read(key).Trial);
}
