using RankElastor.Data.Files;

namespace RankElastor.Training.Evaluation;

/// <summary>What an evaluation can measure.</summary>
public enum Metric
{
    /// <summary>Exact area under the ROC curve, ties counted half.</summary>
    Auc,

    /// <summary>Mean natural-log loss of the probabilities.</summary>
    Logloss,

    /// <summary>Sum of predictions over sum of labels: 1 is calibrated on average.</summary>
    Calibration,

    /// <summary>Expected calibration error over 20 groups of rows with similar predictions.</summary>
    CalibrationError,

    /// <summary>What <see cref="CalibrationError"/> is on average where predictions are calibrated.</summary>
    CalibrationErrorNull,

    /// <summary>Log loss over the entropy of the base rate.</summary>
    NormalisedEntropy,

    /// <summary>FuxiCTR: AUC by group weighted by rows, over groups with both classes.</summary>
    GroupedAuc,

    /// <summary>RecBole: weighted by positives.</summary>
    GroupedAucRecBole,

    /// <summary>TorchEasyRec: plain mean over groups.</summary>
    GroupedAucTorchEasyRec,

    /// <summary>torchrec: plain mean, groups of identical predictions dropped.</summary>
    GroupedAucTorchRec,

    /// <summary>FuxiCTR: plain mean over groups with both classes.</summary>
    AverageAuc,
}

/// <summary>The names of metrics in configurations, logs and records.</summary>
public static class MetricNames
{
    static readonly string[] _names =
    [
        "AUC", "logloss", "calibration", "ECE", "ECE_null", "NE", "gAUC", "gAUC_recbole", "gAUC_torcheasyrec",
        "gAUC_torchrec", "avgAUC",
    ];

    /// <summary>All names, for messages.</summary>
    public static string Allowed { get; } = string.Join(" | ", _names);

    /// <summary>The name.</summary>
    public static string Name(this Metric metric) => _names[(int)metric];

    /// <summary>Whether it needs a group.</summary>
    public static bool NeedsGroup(this Metric metric) => metric >= Metric.GroupedAuc;

    /// <summary>The metric of a name, without regard to case.</summary>
    /// <exception cref="InputException">Another name; <paramref name="where"/> opens the message.</exception>
    public static Metric Parse(string where, string name)
    {
        var index = Array.FindIndex(_names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? (Metric)index : throw InputException.At(where, $"'{name}'", Allowed);
    }
}
