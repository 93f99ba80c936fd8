using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Options;
using RankElastor.Training.Remedies;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Loop;

/// <summary>One step: forward, loss, backward, update, in one dispose scope. Only a number leaves.</summary>
public sealed class TrainingStep(
    RankingModel model, ModelOptimiser optimiser, TrainingLoss criterion, int seed, Machine machine,
    RemedySet? remedies = null)
{
    /// <summary>A step on the mean cross-entropy.</summary>
    public TrainingStep(
        RankingModel model, ModelOptimiser optimiser, LossForm form, int seed, Machine machine,
        RemedySet? remedies = null)
        : this(model, optimiser, new TrainingLoss(model, form), seed, machine, remedies)
    {
    }

    readonly RemedySet _remedies = remedies ?? RemedySet.None;

    /// <summary>Where the phases of a step and its fused kernels book their time; null when nobody asks.</summary>
    public StageClock? Clock { get; init; }

    /// <summary>Shown each batch with its rows' logits, of the first task, before the step learns from them.</summary>
    public Action<Batch, ReadOnlySpan<float>>? Predicted { get; init; }

    /// <summary>
    /// Trains on a batch and returns its loss, penalty included. Dropout is fixed by the seed and <paramref
    /// name="step"/>; <paramref name="observer"/> sees the sites of the forward pass.
    /// </summary>
    /// <exception cref="DivergedException">
    /// The loss or the gradient is not finite; the weights were not touched.
    /// </exception>
    public double Run(Batch batch, long step, Action<string, Tensor>? observer = null)
    {
        using var scope = NewDisposeScope();
        var value = 0f;
        Tensor? loss = null;
        Time("forward", () => (loss, value) = Forward(batch, step, observer));
        Time("backward", () => loss!.backward());
        var report = default(StepReport);
        Time("update", () => report = optimiser.Step(batch));
        return value + report.Regularisation;
    }

    (Tensor Loss, float Value) Forward(Batch batch, long step, Action<string, Tensor>? observer)
    {
        optimiser.ZeroGrad();
        var pass = ForwardPass.Train((ulong)seed, step, _remedies.Observer(observer), machine, sitesOnly: true, Clock);
        var logits = model.Logits(batch, pass);
        var loss = criterion.Of(logits, batch, pass);
        loss = _remedies.Penalty() is { } added ? loss + added : loss;
        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            throw new DivergedException("loss", value, step);
        }

        Predicted?.Invoke(batch, TensorSpans.Floats(model.Column(logits, 0).detach().contiguous()));
        return (loss, value);
    }

    void Time(string phase, Action body)
    {
        if (Clock is null)
        {
            body();
        }
        else
        {
            Clock.Time(phase, 0, body);
        }
    }
}
