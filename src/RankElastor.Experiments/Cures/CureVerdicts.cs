using System.Globalization;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Cures;

/// <summary>
/// What is said of an arm, by rules that were fixed before any run. Two families of tests are corrected by Holm over
/// all arms: "came back" (equivalence to the twin) and "helps" (above nothing). All other words go by uncorrected
/// tests.
/// </summary>
sealed class CureVerdicts
{
    /// <summary>A difference of AUC to the twin that counts as none: what rules count as a cost.</summary>
    public const double Margin = 0.002;

    /// <summary>The level of every one-sided test, and of each family.</summary>
    public const double Level = 0.05;

    readonly Dictionary<CureResult, (double Back, double Helps)> _values;

    /// <summary>Judges all arms of a page.</summary>
    public CureVerdicts(IReadOnlyList<CureResult> results)
    {
        List<CureResult> cures = [.. results.Where(result => result.Cure != Cure.Nothing)];
        var back = FamilyOfTests.Holm([.. results.Select(result => result.AgainstTwin.PWithin(Margin))]);
        var helps = FamilyOfTests.Holm([.. cures.Select(result => result.AgainstNothing.PAbove(0))]);
        _values = results.Select((result, i) => (result, back[i])).ToDictionary(
            pair => pair.result, pair => (pair.Item2, cures.IndexOf(pair.result) is var at && at >= 0
                ? helps[at] : double.NaN));
    }

    /// <summary>
    /// <c>came back</c>, <c>better than the twin</c>, <c>not back</c> (further off than the margin), or why that cannot
    /// be said.
    /// </summary>
    public string Back(CureResult result) => _values[result].Back < Level ? CameBack
        : result.AgainstTwin.PBelow(-Margin) < Level ? NotBack
        : result.AgainstTwin.PAbove(Margin) < Level ? "better than the twin"
        : Undecided(result.AgainstTwin.NeededWithin(Margin), result.Runs.Count);

    /// <summary><c>helps</c>, <c>harms</c>, or why that cannot be said.</summary>
    public string Helps(CureResult result) => result.Cure == Cure.Nothing ? ""
        : _values[result].Helps < Level ? "helps"
        : result.AgainstNothing.PBelow(0) < Level ? "harms"
        : Undecided(result.AgainstNothing.NeededAbove(Margin), result.Runs.Count, "no help shown");

    /// <summary>AUC is back.</summary>
    public const string CameBack = "came back";

    /// <summary>AUC is not back.</summary>
    public const string NotBack = "not back";

    static string Undecided(int needed, int seeds, string otherwise = "undecided") => needed <= seeds ? otherwise
        : string.Create(CultureInfo.InvariantCulture, $"underpowered: needs {needed} seeds");
}
