using System.Globalization;
using System.Text.RegularExpressions;
using RankElastor.Data.Files;
using RankElastor.Numerics.Metrics;

namespace RankElastor.Training.Evaluation;

/// <summary>What an evaluation can measure of the predictions of one label.</summary>
public sealed partial record Metric
{
    readonly Func<Predictions, double> _of;

    Metric(string name, Func<Predictions, double> of) => (Name, _of) = (name, of);

    /// <summary>The name in configurations, logs and records.</summary>
    public string Name { get; }

    /// <summary>Whether it needs a group.</summary>
    public bool NeedsGroup { get; private init; }

    /// <summary>Whether it takes labels that are any number, beside 0 and 1.</summary>
    public bool TakesNumbers { get; private init; }

    /// <summary>+1 where more is better, −1 where less is, 0 where neither.</summary>
    public int Direction { get; private init; }

    /// <summary>Exact area under the ROC curve, ties counted half.</summary>
    public static Metric Auc { get; } =
        new("AUC", rows => Numerics.Metrics.Auc.Of(rows.Probabilities, rows.Labels)) { Direction = 1 };

    /// <summary>Mean natural-log loss of the probabilities; weighted where rows have weights.</summary>
    public static Metric Logloss { get; } = new("logloss", rows => rows.Weights.IsEmpty
        ? Numerics.Metrics.Logloss.Of(rows.Probabilities, rows.Labels)
        : Numerics.Metrics.Logloss.Weighted(rows.Probabilities, rows.Labels, rows.Weights))
    {
        Direction = -1,
    };

    /// <summary>Sum of predictions over sum of labels: 1 is calibrated on average.</summary>
    public static Metric Calibration { get; } =
        new("calibration", rows => BaseRateMetrics.Calibration(rows.Widened, rows.Labels));

    /// <summary>Expected calibration error over 20 groups of rows with similar predictions.</summary>
    public static Metric CalibrationError { get; } =
        new("ECE", rows => Numerics.Metrics.CalibrationError.Expected(rows.Probabilities, rows.Labels));

    /// <summary>What <see cref="CalibrationError"/> is on average where predictions are calibrated.</summary>
    public static Metric CalibrationErrorNull { get; } =
        new("ECE_null", rows => Numerics.Metrics.CalibrationError.UnderCalibration(rows.Probabilities));

    /// <summary>Log loss over the entropy of the base rate.</summary>
    public static Metric NormalisedEntropy { get; } =
        new("NE", rows => BaseRateMetrics.NormalisedEntropy(rows.Widened, rows.Labels)) { Direction = -1 };

    /// <summary>Mean squared error: of probabilities the Brier score.</summary>
    public static Metric MeanSquared { get; } =
        new("MSE", rows => NumberErrors.MeanSquared(rows.Probabilities, rows.Labels))
        {
            TakesNumbers = true,
            Direction = -1,
        };

    /// <summary>Mean absolute error.</summary>
    public static Metric MeanAbsolute { get; } =
        new("MAE", rows => NumberErrors.MeanAbsolute(rows.Probabilities, rows.Labels))
        {
            TakesNumbers = true,
            Direction = -1,
        };

    /// <summary>Root of the mean squared error.</summary>
    public static Metric RootMeanSquared { get; } =
        new("RMSE", rows => Math.Sqrt(NumberErrors.MeanSquared(rows.Probabilities, rows.Labels)))
        {
            TakesNumbers = true,
            Direction = -1,
        };

    /// <summary>FuxiCTR: AUC by group weighted by rows, over groups with both classes.</summary>
    public static Metric GroupedAuc { get; } = OfGroups("gAUC", GroupedAucVariant.FuxiCtr);

    /// <summary>RecBole: weighted by positives.</summary>
    public static Metric GroupedAucRecBole { get; } = OfGroups("gAUC_recbole", GroupedAucVariant.RecBole);

    /// <summary>TorchEasyRec: plain mean over groups.</summary>
    public static Metric GroupedAucTorchEasyRec { get; } =
        OfGroups("gAUC_torcheasyrec", GroupedAucVariant.TorchEasyRec);

    /// <summary>torchrec: plain mean, groups of identical predictions dropped.</summary>
    public static Metric GroupedAucTorchRec { get; } = OfGroups("gAUC_torchrec", GroupedAucVariant.TorchRec);

    /// <summary>FuxiCTR: plain mean over groups with both classes.</summary>
    public static Metric AverageAuc { get; } = OfGroups("avgAUC", GroupedAucVariant.TorchEasyRec);

    /// <summary>FuxiCTR's mean reciprocal rank by group.</summary>
    public static Metric ReciprocalRank { get; } = OfRanking("MRR", ranking => ranking.ReciprocalRank);

    /// <summary>FuxiCTR's NDCG of the first places, by group: <c>NDCG(k=5)</c>.</summary>
    public static Metric Gain(int top) => OfRanking(Named("NDCG", top), ranking => ranking.Gain(top));

    /// <summary>The share of groups with a positive row in the first places: <c>HitRate(k=5)</c>.</summary>
    public static Metric Hits(int top) => OfRanking(Named("HitRate", top), ranking => ranking.Hits(top));

    static Metric[] Fixed { get; } =
    [
        Auc, Logloss, Calibration, CalibrationError, CalibrationErrorNull, NormalisedEntropy, GroupedAuc,
        GroupedAucRecBole, GroupedAucTorchEasyRec, GroupedAucTorchRec, AverageAuc, ReciprocalRank, MeanSquared,
        MeanAbsolute, RootMeanSquared,
    ];

    /// <summary>All names, for messages.</summary>
    public static string Allowed { get; } =
        string.Join(" | ", [.. Fixed.Select(metric => metric.Name), "NDCG(k=…)", "HitRate(k=…)"]);

    /// <summary>Those that labels which are any number have.</summary>
    internal static string AllowedOfNumbers { get; } =
        string.Join(" | ", Fixed.Where(metric => metric.TakesNumbers).Select(metric => metric.Name));

    /// <summary>The metric of a name, without regard to case.</summary>
    /// <exception cref="InputException">Another name; <paramref name="where"/> opens the message.</exception>
    public static Metric Parse(string where, string name) =>
        TryParse(name) ?? throw InputException.At(where, $"'{name}'", Allowed);

    /// <summary>The same; null for another name.</summary>
    internal static Metric? TryParse(string name)
    {
        var top = OfFirstPlaces().Match(name);
        return !top.Success
            ? Array.Find(Fixed, known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            : int.TryParse(top.Groups["k"].ValueSpan, CultureInfo.InvariantCulture, out var places) && places > 0
            ? top.Groups["name"].Value[0] is 'N' or 'n' ? Gain(places) : Hits(places)
            : null;
    }

    /// <summary>The value for predictions.</summary>
    internal double Of(Predictions predictions) => _of(predictions);

    /// <summary>Equal names are equal metrics.</summary>
    public bool Equals(Metric? other) => other?.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;

    static Metric OfGroups(string name, GroupedAucVariant variant) =>
        new(name, rows => rows.ByGroup[variant]) { NeedsGroup = true, Direction = 1 };

    static Metric OfRanking(string name, Func<GroupedRanking, double> of) =>
        new(name, rows => of(rows.Ranking)) { NeedsGroup = true, Direction = 1 };

    static string Named(string name, int top) => string.Create(CultureInfo.InvariantCulture, $"{name}(k={top})");

    [GeneratedRegex(@"^(?<name>NDCG|HitRate)(?:\(\s*(?:k\s*=\s*)?(?<k>\d+)\s*\)|@(?<k>\d+))$", RegexOptions.IgnoreCase)]
    private static partial Regex OfFirstPlaces();
}
