using System.Numerics.Tensors;
using RankElastor.Kernels.Products;
using RankElastor.Numerics.Threads;

namespace RankElastor.Kernels.Histories;

// N items of all histories, m numbers of a state

/// <summary>
/// A gated recurrent unit (Cho et al., 2014) along histories without padding, from zeros: r = σ(x_r + U_r h + c_r), the
/// gate u or z alike, ñ = tanh(x_n + r ⊙ (U_n h + c_n)), h′ = h + s ⊙ (ñ − h) with the share s of <see
/// cref="RecurrenceKind"/> (AGRU and AUGRU: Zhou et al., 2019). x = W x_t + b is given for all items at once.
/// </summary>
/// <remarks>
/// A piece of histories passes all steps while its states and products are in the cache; only x and h touch memory.
/// Backward computes the gates anew from x and h. Ranges of histories do not depend on the number of threads, and the
/// sums of their weights' gradients are added in order: the same bits for any number of threads. <see
/// cref="RecurrenceDefinition"/> is the same in float64.
/// </remarks>
public static unsafe class Recurrence
{
    /// <summary>Writes h′ of all items, [N, m].</summary>
    public static void Forward(RecurrenceShape shape, RecurrenceOperands at, nint states, Workers workers)
    {
        using var weights = new RecurrenceWeights(shape, at);
        var cuts = shape.Cuts();
        workers.ForEach(cuts.Length - 1, range =>
        {
            if (cuts[range] < cuts[range + 1])
            {
                using var work = new RecurrenceForward(shape, at, weights, states);
                work.Run(cuts[range], cuts[range + 1]);
            }
        });
    }

    /// <summary>From h′ of all items and its gradient, [N, m], writes those of all operands.</summary>
    public static void Backward(
        RecurrenceShape shape, RecurrenceOperands at, nint states, nint stateGradients, RecurrenceOperands gradients,
        Workers workers)
    {
        using var weights = new RecurrenceWeights(shape, at);
        var cuts = shape.Cuts();
        var length = weights.Length;
        using var sums = new NativeFloats((cuts.Length - 1L) * length);
        workers.ForEach(cuts.Length - 1, range =>
        {
            if (cuts[range] < cuts[range + 1])
            {
                using var work = new RecurrenceBackward(shape, at, weights, (states, stateGradients), gradients);
                work.Run(cuts[range], cuts[range + 1], sums.At + (long)range * length);
            }
        });
        for (var range = 1; range < cuts.Length - 1; range++)
        {
            var total = new Span<float>(sums.At, length);
            TensorPrimitives.Add(total, new ReadOnlySpan<float>(sums.At + (long)range * length, length), total);
        }

        weights.Unpack(sums.At, gradients);
    }
}
