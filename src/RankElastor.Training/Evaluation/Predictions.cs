using RankElastor.Numerics.Metrics;

namespace RankElastor.Training.Evaluation;

/// <summary>Probabilities of a split's rows in order, with their labels and, if asked for, groups.</summary>
public sealed class Predictions(float[] probabilities, float[] labels, long[] groups)
{
    /// <summary>One per row, in [0, 1].</summary>
    public ReadOnlySpan<float> Probabilities => probabilities;

    /// <summary>0 or 1.</summary>
    public ReadOnlySpan<float> Labels => labels;

    /// <summary>The metrics by name; AUC is NaN where a class is missing. ECE brings ECE_null along.</summary>
    public IReadOnlyDictionary<string, double> Measure(IReadOnlyList<Metric> metrics)
    {
        var grouped = metrics.Any(metric => metric.NeedsGroup())
            ? GroupedAuc.Of(Widened(), labels, groups)
            : null;
        var results = new Dictionary<string, double>();
        foreach (var metric in metrics.SelectMany(WithItsNull).Distinct())
        {
            results[metric.Name()] = metric switch
            {
                Metric.Auc => Auc.Of(Probabilities, Labels),
                Metric.Logloss => Logloss.Of(Probabilities, Labels),
                Metric.Calibration => BaseRateMetrics.Calibration(Widened(), Labels),
                Metric.CalibrationError => CalibrationError.Expected(Probabilities, Labels),
                Metric.CalibrationErrorNull => CalibrationError.UnderCalibration(Probabilities),
                Metric.NormalisedEntropy => BaseRateMetrics.NormalisedEntropy(Widened(), Labels),
                Metric.GroupedAuc => grouped![GroupedAucVariant.FuxiCtr],
                Metric.GroupedAucRecBole => grouped![GroupedAucVariant.RecBole],
                Metric.GroupedAucTorchEasyRec => grouped![GroupedAucVariant.TorchEasyRec],
                Metric.GroupedAucTorchRec => grouped![GroupedAucVariant.TorchRec],
                Metric.AverageAuc => grouped!.AverageAuc,
                _ => throw new ArgumentOutOfRangeException(nameof(metrics), metric, "Not a metric."),
            };
        }

        return results;
    }

    static Metric[] WithItsNull(Metric metric) =>
        metric == Metric.CalibrationError ? [metric, Metric.CalibrationErrorNull] : [metric];

    double[] Widened() => Array.ConvertAll(probabilities, p => (double)p);
}
