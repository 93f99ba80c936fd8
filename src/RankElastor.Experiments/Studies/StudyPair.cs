using RankElastor.Numerics.Statistics;
using RankElastor.Numerics.Threads;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Studies;

/// <summary>
/// One experiment against another, or another sum of experiments, in one metric: the difference, its error, and what
/// may be said of it.
/// </summary>
/// <param name="Metric">In what.</param>
/// <param name="Contrast">What is compared.</param>
/// <param name="BySeed">The difference of each seed with its error over rows.</param>
/// <param name="Gain">The sum over seeds and rows.</param>
/// <param name="Bootstrap">Of rows or groups, differences averaged over seeds; null for AUC.</param>
sealed record StudyPair(
    StudyMetric Metric, StudyContrast Contrast, IReadOnlyList<Estimate> BySeed, SeedsAndRows Gain,
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

    /// <summary>
    /// <c>better</c>, <c>worse</c>, <c>equal within …</c> or <c>not decided (MDE …)</c>; of another sum than a pair
    /// <c>holds</c> where it is above 0 (of a loss, below), <c>refuted</c> where it is on the other side.
    /// </summary>
    public string Verdict { get; private init; } = "";

    /// <summary>
    /// Compares units seed by seed; the bootstrap's draws are fixed, and the same for all pairs.
    /// </summary>
    /// <param name="metric">In what.</param>
    /// <param name="rows">What all are tested on.</param>
    /// <param name="contrast">What is compared; its last term is what the others are held against.</param>
    /// <param name="unitsOf">Units of an experiment in the order of seeds, as many of each.</param>
    /// <param name="workers">Draw the bootstrap.</param>
    public static StudyPair Of(
        StudyMetric metric, TestRows rows, StudyContrast contrast, Func<string, IReadOnlyList<FinishedUnit>> unitsOf,
        Workers workers)
    {
        var last = unitsOf(contrast.Terms[^1].Experiment);
        List<(double Weight, IReadOnlyList<FinishedUnit> Units)> others =
            [.. contrast.Terms.SkipLast(1).Select(term => (term.Weight, unitsOf(term.Experiment)))];
        List<PairedGain> gains =
        [
            .. last.Select((twin, seed) => PairedGain.Sum([.. others.Select(other =>
                (other.Weight, metric.Compare(rows, twin.Scores, other.Units[seed].Scores)))])),
        ];
        var bootstrap = metric.Units is not { } units ? (PairedBootstrap?)null : PairedBootstrap.Of(
            WeightedDifferences.Sum([.. last.SelectMany((twin, seed) => others.Select(other =>
                (other.Weight / last.Count, units(rows, twin.Scores, other.Units[seed].Scores))))]),
            seed: 1, workers: workers);
        return new StudyPair(
            metric, contrast, [.. gains.Select(gain => new Estimate(gain.Gain, gain.Error, int.MaxValue))],
            SeedsAndRows.Of(gains), bootstrap);
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
                : p < Level ? Decided(both.Value * Metric.Direction > 0)
                : $"not decided (MDE {Figures.Fixed(detectable, 5)})",
        };
    }

    string Decided(bool inFavour) => Contrast.IsPair ? inFavour ? "better" : "worse" : inFavour ? "holds" : "refuted";
}
