using RankElastor.Numerics.Metrics;

namespace RankElastor.Training.Evaluation;

/// <summary>
/// What a model answers to a split's rows, in order, for one of its labels; with the labels, and the groups and weights
/// of rows where there are any.
/// </summary>
public sealed class Predictions(float[] probabilities, float[] labels, long[] groups, float[]? weights = null)
{
    readonly Lazy<double[]> _widened = new(() => Array.ConvertAll(probabilities, p => (double)p));

    /// <summary>One per row, in [0, 1]; where labels are any number, the number that the model answers.</summary>
    public ReadOnlySpan<float> Probabilities => probabilities;

    /// <summary>0 or 1, or any number.</summary>
    public ReadOnlySpan<float> Labels => labels;

    /// <summary>The weights of rows; empty where all weigh alike.</summary>
    public ReadOnlySpan<float> Weights => weights;

    /// <summary>The keys of rows' groups; empty where nothing is grouped.</summary>
    internal ReadOnlySpan<long> Groups => groups;

    /// <summary>The probabilities in float64.</summary>
    internal double[] Widened => _widened.Value;

    /// <summary>AUC by group.</summary>
    internal GroupedAuc ByGroup => field ??= GroupedAuc.Of(probabilities, labels, groups);

    /// <summary>The rows of each group by falling score.</summary>
    internal GroupedRanking Ranking => field ??= GroupedRanking.Of(Widened, labels, groups);

    /// <summary>The same rows with other answers.</summary>
    internal Predictions With(float[] answers) => new(answers, labels, groups, weights);

    /// <summary>Some of the rows, without their groups.</summary>
    internal Predictions Of(int[] rows) => new(
        Array.ConvertAll(rows, row => probabilities[row]), Array.ConvertAll(rows, row => labels[row]), [],
        weights is null ? null : Array.ConvertAll(rows, row => weights[row]));

    /// <summary>The metrics by name; AUC is NaN where a class is missing. ECE brings ECE_null along.</summary>
    public IReadOnlyDictionary<string, double> Measure(IReadOnlyList<Metric> metrics) =>
        metrics.SelectMany(WithItsNull).Distinct().ToDictionary(metric => metric.Name, metric => metric.Of(this));

    static Metric[] WithItsNull(Metric metric) =>
        metric == Metric.CalibrationError ? [metric, Metric.CalibrationErrorNull] : [metric];
}
