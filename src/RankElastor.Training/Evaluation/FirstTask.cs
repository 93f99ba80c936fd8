using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Metrics;
using static TorchSharp.torch;

namespace RankElastor.Training.Evaluation;

/// <summary>
/// What probes, alarms and baselines judge by where a model has several tasks: the first. Its loss is the log loss, or
/// where the label is any number the mean squared error; weights of rows do not count here.
/// </summary>
static class FirstTask
{
    /// <summary>The loss of logits of a batch's rows.</summary>
    public static double Loss(RankingModel model, Tensor logits, Batch rows)
    {
        var answers = TensorSpans.Floats(model.Column(model.Answers(logits), 0).contiguous());
        var labels = rows.Labels.AsSpan(0, rows.Rows);
        return model.Schema.IsNumber(0) ? NumberErrors.MeanSquared(answers, labels) : Logloss.Of(answers, labels);
    }

    /// <summary>The loss of the best constant answer: an entropy, or a variance; null where it is 0.</summary>
    public static double? ConstantLoss(RankingModel model, ReadOnlySpan<float> labels)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var label in labels)
        {
            sum += label;
            squares += (double)label * label;
        }

        var mean = sum / labels.Length;
        var variance = squares / labels.Length - mean * mean;
        return variance <= 0 ? null
            : model.Schema.IsNumber(0) ? variance
            : -mean * Math.Log(mean) - (1 - mean) * Math.Log(1 - mean);
    }
}
