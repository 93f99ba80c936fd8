using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Experiments.Severity.Judging;

/// <summary>What became of a plant of one degree with one seed, beside the twin without it.</summary>
/// <param name="Key">The run.</param>
/// <param name="AucLost">AUC of the twin less that of the planted run.</param>
/// <param name="Quantity">What the rule compares, at the last evaluation.</param>
/// <param name="Delay">Evaluations from the onset until the rule was up; null where it never was.</param>
/// <param name="AlsoRaised">Other warnings, that the twin does not have.</param>
/// <param name="InVerdict">Whether the last reading by itself shows it, as the verdict on a run has it.</param>
sealed record Outcome(
    RunKey Key, double AucLost, double Quantity, int? Delay, IReadOnlyList<string> AlsoRaised, bool InVerdict = false)
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
            ],
            planted.AtEnd.Any(alarm => alarm.Rule == sweep.Rule && (at.Subject == "*" || alarm.Subject == at.Subject)));
    }
}
