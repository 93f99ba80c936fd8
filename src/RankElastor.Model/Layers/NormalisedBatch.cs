using RankElastor.Numerics.Kernels;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>A batch z [N, C] with the mean and inverse deviation of its columns, and scale = gain · inverse.</summary>
sealed record NormalisedBatch(Tensor Z, Tensor Mean, Tensor Inverse, Tensor Scale)
{
    /// <summary>
    /// Turns the gradient of the normalised values into that of z, in place, and returns the gain's; <paramref name="sums"/> are the gradient's sums over
    /// the rows.
    /// </summary>
    public Tensor Back(Tensor gradient, Tensor sums, Workers workers)
    {
        var (rows, columns) = ((int)Z.shape[0], (int)Z.shape[1]);
        var gain = empty(columns);
        RowBlocks.Sum(rows, columns, workers, (start, end, part) =>
        {
            var block = (start * columns)..(end * columns);
            BatchNormGradient.AddWeightGradient(
                TensorSpans.Floats(gradient)[block], TensorSpans.Floats(Z)[block], TensorSpans.Floats(Mean), TensorSpans.Floats(Inverse), part);
        }, TensorSpans.Floats(gain));
        var (meanD, meanDx) = (sums / rows, gain / rows);
        workers.For(rows, RowBlocks.Rows, (start, end) =>
        {
            var block = (start * columns)..(end * columns);
            BatchNormGradient.Apply(TensorSpans.Floats(gradient)[block], TensorSpans.Floats(Z)[block], new BatchNormColumns
            {
                Means = TensorSpans.Floats(Mean),
                Inverse = TensorSpans.Floats(Inverse),
                Scale = TensorSpans.Floats(Scale),
                MeanD = TensorSpans.Floats(meanD),
                MeanDx = TensorSpans.Floats(meanDx),
            });
        });
        return gain;
    }
}
