using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Studies;

/// <summary>A metric, and how two models' answers to the same rows are compared in it.</summary>
/// <param name="Name">As in results.</param>
/// <param name="Direction">+1: more is better; −1: less is.</param>
/// <param name="RowTest">What is done over rows, in words.</param>
sealed record StudyMetric(string Name, int Direction, string RowTest)
{
    /// <summary>The value of scores.</summary>
    public required Func<TestRows, float[], double> Of { get; init; }

    /// <summary>The second model's less the first's with each row's part of the error.</summary>
    public required Func<TestRows, float[], float[], PairedGain> Compare { get; init; }

    /// <summary>Differences of rows or groups whose weighted mean it is, for the bootstrap; null where DeLong does.
    /// </summary>
    public Func<TestRows, float[], float[], WeightedDifferences>? Units { get; init; }

    /// <summary>Area under the ROC curve.</summary>
    public static StudyMetric Auc { get; } = new("AUC", 1, "DeLong")
    {
        Of = (rows, scores) => Numerics.Metrics.Auc.Of(scores, rows.Labels),
        Compare = (rows, first, second) => PairedAuc.GainOf(Widened(first), Widened(second), rows.Labels),
    };

    /// <summary>Mean log loss; weighted where rows have weights.</summary>
    public static StudyMetric Logloss { get; } = OfUnits(
        "logloss", -1, "bootstrap by row",
        (rows, scores) => rows.Weights.Length == 0
            ? Numerics.Metrics.Logloss.Of(scores, rows.Labels)
            : Numerics.Metrics.Logloss.Weighted(scores, rows.Labels, rows.Weights),
        (rows, first, second) => PairedLogloss.Of(first, second, rows.Labels, rows.Weights));

    /// <summary>FuxiCTR's gAUC.</summary>
    public static StudyMetric GroupedAuc { get; } = OfUnits(
        "gAUC", 1, "bootstrap by group",
        (rows, scores) => Numerics.Metrics.GroupedAuc.Of(scores, rows.Labels, rows.Groups)[GroupedAucVariant.FuxiCtr],
        (rows, first, second) => PairedGroupedAuc.Of(first, second, rows.Labels, rows.Groups));

    /// <summary>Those that rows allow; AUC first.</summary>
    public static IReadOnlyList<StudyMetric> For(TestRows rows) =>
        rows.Groups.Length > 0 ? [Auc, Logloss, GroupedAuc] : [Auc, Logloss];

    static StudyMetric OfUnits(
        string name, int direction, string test, Func<TestRows, float[], double> of,
        Func<TestRows, float[], float[], WeightedDifferences> units) =>
        new(name, direction, test)
        {
            Of = of,
            Compare = (rows, first, second) => units(rows, first, second).Gain(),
            Units = units,
        };

    static double[] Widened(float[] scores) => Array.ConvertAll(scores, score => (double)score);
}
