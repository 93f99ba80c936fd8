using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Training.Options;

/// <summary>
/// What a step minimises: for each task the mean loss over rows — with weights w of rows Σ w·loss / Σ w, and 0 where
/// all are 0 — and of several tasks the sum, each times its factor (1 unless said).
/// </summary>
public sealed class TrainingLoss
{
    readonly RankingModel _model;
    readonly LossForm _form;
    readonly LossKind[] _kinds;
    readonly Scalar?[] _factors;

    /// <summary>Checks that losses and factors fit the model's labels.</summary>
    /// <exception cref="InputException">Too few or too many, or cross-entropy of a label that is any number.
    /// </exception>
    public TrainingLoss(RankingModel model, TrainingOptions options)
    {
        (_model, _form) = (model, options.LossForm);
        var labels = model.LabelsOf();
        Check("loss", options.Losses.Count);
        Check("loss_weight", options.LossWeights.Count);
        _kinds = [.. Enumerable.Range(0, model.Tasks).Select(task => options.Losses is [] ? Usual(task)
            : options.Losses[options.Losses.Count == 1 ? 0 : task])];
        var factors = options.LossWeights is [var same] ? [.. Enumerable.Repeat(same, model.Tasks)]
            : options.LossWeights;
        _factors = [.. Enumerable.Range(0, model.Tasks).Select(task =>
            factors is [] || factors[task] == 1 ? null : (Scalar)factors[task])];
        if (Array.FindIndex(_kinds, (kind) => kind == LossKind.BinaryCrossEntropy) >= 0)
        {
            var wrong = Enumerable.Range(0, model.Tasks).Where(
                task => _kinds[task] == LossKind.BinaryCrossEntropy && model.Schema.IsNumber(task)).ToList();
            if (wrong is [var first, ..])
            {
                throw InputException.At(
                    "loss", $"{LossKind.BinaryCrossEntropy.Word()} for {labels[first]}, which is any number",
                    "mse_loss | l1_loss | smooth_l1_loss | huber_loss");
            }
        }

        void Check(string key, int count)
        {
            if (count > 1 && count != model.Tasks)
            {
                throw InputException.At(
                    key, $"{count} values", $"one, or {model.Tasks}: one for each of {string.Join(", ", labels)}");
            }
        }
    }

    /// <summary>The usual loss of labels 0 and 1, in one form.</summary>
    public TrainingLoss(RankingModel model, LossForm form) : this(model, new TrainingOptions { LossForm = form })
    {
    }

    /// <summary>The loss of a batch, a scalar tensor.</summary>
    public Tensor Of(Tensor logits, Batch batch)
    {
        Tensor? sum = null;
        var weights = batch.Weights is { } given ? Rows(given, batch) : null;
        for (var task = 0; task < _kinds.Length; task++)
        {
            var loss = Of(task, _model.Column(logits, task), Rows(batch.TaskLabels[task], batch), weights);
            loss = _factors[task] is { } factor ? loss * factor : loss;
            sum = sum is null ? loss : sum + loss;
        }

        return sum!;
    }

    /// <summary>
    /// What a step minimises after a pass: the loss of the model's logits times the factor that the model gave it, that
    /// of its side logits times theirs, and what its layers ask to add.
    /// </summary>
    public Tensor Of(Tensor logits, Batch batch, ForwardPass pass)
    {
        var loss = Of(logits, batch);
        loss = pass.LossFactor == 1 ? loss : loss * pass.LossFactor;
        foreach (var (side, factor) in pass.SideLogits)
        {
            loss = loss + Of(side, batch) * factor;
        }

        return pass.Penalty is { } penalty ? loss + penalty : loss;
    }

    Tensor Of(int task, Tensor logits, Tensor labels, Tensor? weights)
    {
        if (weights is null)
        {
            return Of(task, logits, labels, Reduction.Mean);
        }

        var all = weights.sum();
        return (Of(task, logits, labels, Reduction.None) * weights).sum() / where(all > 0, all, ones_like(all));
    }

    Tensor Of(int task, Tensor logits, Tensor labels, Reduction reduction) => _kinds[task] switch
    {
        LossKind.BinaryCrossEntropy => _form.Of(logits, labels, reduction),
        var kind => kind.Of(_model.Schema.IsNumber(task) ? logits : logits.sigmoid(), labels, reduction),
    };

    LossKind Usual(int task) => _model.Schema.IsNumber(task) ? LossKind.MeanSquared : LossKind.BinaryCrossEntropy;

    static Tensor Rows(float[] values, Batch batch)
    {
        var rows = empty(batch.Rows);
        values.AsSpan(0, batch.Rows).CopyTo(TensorSpans.Floats(rows));
        return rows;
    }
}
