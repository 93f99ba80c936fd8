using RankElastor.Data.Batches;
using RankElastor.Model;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Options;
using static TorchSharp.torch;

namespace RankElastor.Training.Loop;

/// <summary>One step: forward, loss, backward, update, in one dispose scope. Only a number leaves.</summary>
public sealed class TrainingStep(RankingModel model, ModelOptimiser optimiser, LossForm form, int seed, Workers workers)
{
    /// <summary>Trains on a batch and returns its loss, penalty included. Dropout is fixed by the seed and <paramref name="step"/>; <paramref name="observer"/> sees the forward pass.</summary>
    /// <exception cref="DivergedException">The loss or the gradient is not finite; the weights were not touched.</exception>
    public double Run(Batch batch, long step, Action<string, Tensor>? observer = null)
    {
        using var scope = NewDisposeScope();
        optimiser.ZeroGrad();
        var labels = empty(batch.Rows);
        batch.Labels.AsSpan(0, batch.Rows).CopyTo(TensorSpans.Floats(labels));
        var pass = ForwardPass.Train((ulong)seed, step, observer, workers);
        var loss = form.Of(model.Logits(batch, pass), labels);
        loss = pass.Penalty is { } penalty ? loss + penalty : loss;
        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            throw new DivergedException("loss", value, step);
        }

        loss.backward();
        return value + optimiser.Step(batch).Regularisation;
    }
}
