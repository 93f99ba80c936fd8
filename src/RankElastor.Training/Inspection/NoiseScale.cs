using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Representations;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Options;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Inspection;

/// <summary>
/// <see cref="GradientNoiseScale"/> of the dense parameters without dropout: about the batch size above which a larger
/// one no longer saves steps. <c>Scale</c> is null where an estimate is not positive, as for few rows near an optimum.
/// </summary>
/// <param name="SmallBatch">Rows of a small batch.</param>
/// <param name="BigBatch">Rows of a big batch, made of small ones.</param>
/// <param name="Readings">Big batches that were averaged.</param>
/// <param name="Noise">Estimated variance of one row's gradient, summed over parameters.</param>
/// <param name="Signal">Estimated squared length of the true gradient.</param>
/// <param name="Scale">Noise over signal: <c>noise_scale</c> in rows.</param>
public sealed record NoiseScale(int SmallBatch, int BigBatch, int Readings, double Noise, double Signal, double? Scale)
{
    /// <summary>Rows of a small batch.</summary>
    internal const int SmallRows = 64;

    const int PerBig = 8, MostBig = 16;

    /// <summary>Null where the rows do not fill two big batches. Gradients are left as zeros.</summary>
    internal static NoiseScale? Of(RankingModel model, IBatchSource small, Machine machine)
    {
        var (smallNorm, bigNorm, smalls, bigs) = (0.0, 0.0, 0, 0);
        Tensor? sum = null;
        foreach (var batch in small.Sequential().Where(batch => batch.Rows == SmallRows).Take(PerBig * MostBig))
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            var gradient = Gradient(model, batch, machine);
            smallNorm += SquaredNorm(gradient);
            smalls++;
            var added = (sum is null ? gradient : sum + gradient).MoveToOuterDisposeScope();
            sum?.Dispose();
            sum = added;
            if (smalls % PerBig == 0)
            {
                bigNorm += SquaredNorm(sum) / (PerBig * PerBig);
                bigs++;
                sum.Dispose();
                sum = null;
            }
        }

        sum?.Dispose();
        if (bigs < 2)
        {
            return null;
        }

        var (noise, signal) = GradientNoiseScale.Estimate(
            smallNorm / smalls, bigNorm / bigs, SmallRows, SmallRows * PerBig);
        return new NoiseScale(
            SmallRows, SmallRows * PerBig, bigs, noise, signal, noise > 0 && signal > 0 ? noise / signal : null);
    }

    static Tensor Gradient(RankingModel model, Batch batch, Machine machine)
    {
        using var on = enable_grad();
        var logits = model.Logits(batch, ForwardPass.EvaluateDifferentiably(machine: machine));
        new TrainingLoss(model, LossForm.Logit).Of(logits, batch).backward();
        var parts = new List<Tensor>();
        foreach (var parameter in model.Parameters.Trainable)
        {
            if (parameter.Value.grad is { } gradient)
            {
                parts.Add(gradient.flatten().clone());
                gradient.zero_();
            }
        }

        return cat(parts, 0);
    }

    static double SquaredNorm(Tensor gradient) => gradient.square().sum(ScalarType.Float64).item<double>();
}
