using RankElastor.Data.Rows;
using RankElastor.Model.Memory;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>
/// The usual loss of a second set of logits: the sum over tasks of cross-entropy, of squared errors for a label that is
/// any number; rows are weighted as in the training loss.
/// </summary>
static class AuxiliaryLoss
{
    /// <summary>Logits [B] or [B, tasks] → a scalar.</summary>
    public static Tensor Of(RankingModel model, Tensor logits, Batch batch)
    {
        var weights = batch.Weights is { } given ? Rows(given, batch) : ones(batch.Rows);
        var all = weights.sum().clamp_min(float.Epsilon);
        return stack([.. Enumerable.Range(0, model.Tasks).Select(task =>
            (Losses(model, task, model.Column(logits, task), Rows(batch.TaskLabels[task], batch)) * weights).sum()
                / all)]).sum();
    }

    static Tensor Losses(RankingModel model, int task, Tensor logits, Tensor labels) => model.Schema.IsNumber(task)
        ? (logits - labels).square()
        : functional.binary_cross_entropy_with_logits(logits, labels, reduction: Reduction.None);

    static Tensor Rows(float[] values, Batch batch)
    {
        var rows = empty(batch.Rows);
        values.AsSpan(0, batch.Rows).CopyTo(TensorSpans.Floats(rows));
        return rows;
    }
}
