using System.Numerics.Tensors;
using RankElastor.Kernels.Products;
using RankElastor.Kernels.Rows;
using RankElastor.Numerics.Threads;

namespace RankElastor.Kernels.Histories;

// B rows, N events of all rows, m numbers of an event, H outputs

/// <summary>
/// The first layer of a network on pairs of a target t and an event s of its row, y_n = c_b + (A + P diag t_b) s_n: all
/// that a Linear layer makes of [t, s, t − s, t ⊙ s] (Zhou et al., 2018), whose four parts it never writes. Each row's
/// matrix is made once, so that an event takes m H multiply-adds instead of 4 m H.
/// </summary>
/// <remarks>
/// Backward, with D_b = Σ_n dy_n s_nᵀ over the row's events: ds_n = (A + P diag t_b)ᵀ dy_n, dc_b = Σ_n dy_n, dA = Σ_b
/// D_b, dP = Σ_b D_b diag t_b, dt_b = diag(Pᵀ D_b). Ranges of rows do not depend on the number of threads, and their
/// sums are added in order: the same bits for any number of threads. An empty row takes part in nothing.
/// </remarks>
public static unsafe class PairProduct
{
    /// <summary>Writes y, [N, H].</summary>
    public static void Forward(PairShape shape, PairOperands at, nint output, Workers workers)
    {
        var cuts = RowRanges.Cuts(shape.Offsets);
        workers.ForEach(cuts.Length - 1, range =>
        {
            if (cuts[range] < cuts[range + 1])
            {
                using var work = new PairForward(shape, at, output);
                work.Run(cuts[range], cuts[range + 1]);
            }
        });
    }

    /// <summary>From the gradient of y, and y where it has a ReLU, writes those of all operands.</summary>
    public static void Backward(
        PairShape shape, PairOperands at, nint output, nint outputGradient, PairOperands gradients, Workers workers)
    {
        var cuts = RowRanges.Cuts(shape.Offsets);
        var weights = shape.Outputs * shape.PaddedWidth;
        using var sums = new NativeFloats(2L * (cuts.Length - 1) * weights);
        workers.ForEach(cuts.Length - 1, range =>
        {
            if (cuts[range] < cuts[range + 1])
            {
                using var work = new PairBackward(shape, at, (output, outputGradient), gradients);
                var plain = sums.At + 2L * range * weights;
                work.Run(cuts[range], cuts[range + 1], plain, plain + weights);
            }
        });
        for (var range = 1; range < cuts.Length - 1; range++)
        {
            var total = new Span<float>(sums.At, 2 * weights);
            TensorPrimitives.Add(total, new ReadOnlySpan<float>(sums.At + 2L * range * weights, 2 * weights), total);
        }

        Lines.Copy(sums.At, shape.PaddedWidth, (float*)gradients.Plain, shape.Width, shape.Outputs, shape.Width);
        Lines.Copy(
            sums.At + weights, shape.PaddedWidth, (float*)gradients.Scaled, shape.Width, shape.Outputs, shape.Width);
    }

    /// <summary>The definition of the forward pass.</summary>
    internal static void Scalar(PairShape shape, PairOperands at, Span<float> output)
    {
        for (var row = 0; row < shape.Rows; row++)
        {
            for (var n = shape.Offsets[row]; n < shape.Offsets[row + 1]; n++)
            {
                for (var h = 0; h < shape.Outputs; h++)
                {
                    double sum = ((float*)at.Start)[row * shape.Outputs + h];
                    for (var k = 0; k < shape.Width; k++)
                    {
                        var weight = (double)((float*)at.Plain)[h * shape.Width + k] + (double)
                            ((float*)at.Scaled)[h * shape.Width + k] * ((float*)at.Targets)[row * shape.Width + k];
                        sum += weight * ((float*)at.Events)[n * shape.Width + k];
                    }

                    var place = n * shape.Outputs + h;
                    sum = shape.Relu ? Math.Max(0, sum) : sum;
                    output[place] = (float)(sum * (shape.Dropout?.Factor((uint)place) ?? 1));
                }
            }
        }
    }
}
