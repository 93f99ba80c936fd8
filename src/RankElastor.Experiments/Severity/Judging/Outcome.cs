using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Experiments.Severity.Judging;

/// <summary>What became of a plant of one degree with one seed, beside the twin without it.</summary>
sealed record Outcome(RunKey Key, double AucLost, double Quantity, int? Delay, IReadOnlyList<string> AlsoRaised)
{
    /// <summary>Compares a planted run with its twin.</summary>
    public static Outcome Of(Sweep sweep, PlantedModel at, RunKey key, JudgedRun twin, JudgedRun planted)
    {
        var after = Enumerable.Range(1, planted.Evaluations.Count).Where(count => count > Trial.OnsetEvaluation);
        var first = after.FirstOrDefault(evaluation => planted.IsUp(sweep.Rule, at.Subject, evaluation));
        var own = at.Subject == "*" ? $"{sweep.Rule} at " : $"{sweep.Rule} at {at.Subject}";
        var quantities = planted.Quantities(sweep.InBook, sweep.AddressOf(at));
        return new Outcome(
            key, twin.Auc - planted.Auc, quantities.Count == 0 ? double.NaN : quantities[^1],
            first == 0 ? null : first - Trial.OnsetEvaluation,
            [
                .. planted.Warnings.Except(twin.Warnings)
                    .Where(warning => !warning.StartsWith(own, StringComparison.Ordinal)),
            ]);
    }
}
