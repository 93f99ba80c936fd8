using RankElastor.Numerics.Statistics;
using RankElastor.Numerics.Threads;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Studies;

/// <summary>One experiment against another in one metric: the difference, its error, and what may be said of it.
/// </summary>
/// <param name="Metric">In what.</param>
/// <param name="Model">The experiment.</param>
/// <param name="Other">What it is compared with.</param>
/// <param name="BySeed">The difference of each seed with its error over rows.</param>
/// <param name="Gain">The model's metric less the other's, over seeds and rows.</param>
/// <param name="Bootstrap">Of rows or groups, differences averaged over seeds; null for AUC.</param>
sealed record StudyPair(
    StudyMetric Metric, string Model, string Other, IReadOnlyList<Estimate> BySeed, SeedsAndRows Gain,
    PairedBootstrap? Bootstrap)
{
    /// <summary>Probability of a false statement anywhere in a metric's pairs.</summary>
    public const double Level = 0.05;

    /// <summary>Two-sided p-value after Holm over the metric's pairs.</summary>
    public double P { get; private init; } = double.NaN;

    /// <summary>That of "they differ by the margin or more", after Holm; NaN without a margin.</summary>
    public double PWithin { get; private init; } = double.NaN;

    /// <summary>
    /// About the least true difference that this study would have found in eight of ten repetitions: at its error, and
    /// at the level of Holm's first step; see <see cref="Estimate.Detectable"/>.
    /// </summary>
    public double Detectable { get; private init; } = double.NaN;

    /// <summary><c>better</c>, <c>worse</c>, <c>equal within …</c> or <c>not decided (MDE …)</c>.</summary>
    public string Verdict { get; private init; } = "";

    /// <summary>
    /// Compares units seed by seed; the bootstrap's draws are fixed, and the same for all pairs.
    /// </summary>
    public static StudyPair Of(
        StudyMetric metric, TestRows rows, IReadOnlyList<FinishedUnit> model, IReadOnlyList<FinishedUnit> other,
        Workers workers)
    {
        List<PairedGain> gains = [.. model.Zip(other, (own, twin) => metric.Compare(rows, twin.Scores, own.Scores))];
        var bootstrap = metric.Units is not { } units ? (PairedBootstrap?)null : PairedBootstrap.Of(
            WeightedDifferences.Average([.. model.Zip(other, (own, twin) => units(rows, twin.Scores, own.Scores))]),
            seed: 1, workers: workers);
        return new StudyPair(
            metric, model[0].Experiment, other[0].Experiment,
            [.. gains.Select(gain => new Estimate(gain.Gain, gain.Error, int.MaxValue))], SeedsAndRows.Of(gains),
            bootstrap);
    }

    /// <summary>
    /// Verdicts of one metric's pairs. Equality within the margin is said first, by two one-sided tests; then better or
    /// worse, by the test of 0; each family of p-values after Holm.
    /// </summary>
    public static IReadOnlyList<StudyPair> Judge(IReadOnlyList<StudyPair> pairs, double? margin)
    {
        var differ = FamilyOfTests.Holm([.. pairs.Select(pair => pair.Gain.Both.P)]);
        var within = FamilyOfTests.Holm(
            [.. pairs.Select(pair => margin is { } limit ? pair.Gain.Both.PWithin(limit) : double.NaN)]);
        return [.. pairs.Select((pair, i) => pair.Judged(differ[i], within[i], margin, pairs.Count))];
    }

    StudyPair Judged(double p, double within, double? margin, int family)
    {
        var both = Gain.Both;
        var detectable = both.Detectable(Level / family);
        return this with
        {
            P = p,
            PWithin = within,
            Detectable = detectable,
            Verdict = within < Level ? $"equal within {Figures.Exact(margin!.Value)}"
                : p < Level ? both.Value * Metric.Direction > 0 ? "better" : "worse"
                : $"not decided (MDE {Figures.Fixed(detectable, 5)})",
        };
    }
}
