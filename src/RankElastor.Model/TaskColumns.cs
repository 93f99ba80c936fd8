using static TorchSharp.torch;

namespace RankElastor.Model;

/// <summary>What the columns of a model's logits are: one for each task.</summary>
public static class TaskColumns
{
    /// <summary>A task's column, [B], of logits or answers of a model.</summary>
    public static Tensor Column(this RankingModel model, Tensor values, int task) =>
        model.Tasks == 1 ? values : values.select(1, task);

    /// <summary>
    /// What a model answers, in the shape of its logits: probabilities; where a label is any number, the number.
    /// </summary>
    public static Tensor Answers(this RankingModel model, Tensor logits)
    {
        var numbers = Enumerable.Range(0, model.Tasks).Count(model.Schema.IsNumber);
        return numbers == 0 ? logits.sigmoid()
            : numbers == model.Tasks ? logits
            : stack([.. Enumerable.Range(0, model.Tasks).Select(task =>
                model.Schema.IsNumber(task) ? logits.select(1, task) : logits.select(1, task).sigmoid())], 1);
    }

    /// <summary>The labels that a model learns.</summary>
    public static IReadOnlyList<string> LabelsOf(this RankingModel model) => [.. model.Schema.Labels.Take(model.Tasks)];
}
