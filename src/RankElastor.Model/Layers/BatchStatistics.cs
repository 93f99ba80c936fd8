using RankElastor.Numerics.Kernels;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>The running mean and variance of a batch normalisation, momentum 0.1, ε 10⁻⁵; the running variance is the unbiased one.</summary>
sealed record BatchStatistics(Tensor RunningMean, Tensor RunningVariance, Tensor Batches)
{
    const float Momentum = 0.1f;
    const double Epsilon = 1e-5;

    /// <summary>Mean and 1/√(variance + ε) of the columns of z [N, C]; the running statistics move towards those of z + bias. N is at least 2.</summary>
    public (Tensor Mean, Tensor Inverse) Take(Tensor z, Tensor bias, Workers workers)
    {
        var (rows, columns) = ((int)z.shape[0], (int)z.shape[1]);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2, nameof(z));
        var (means, deviations) = Moments(z, rows, columns, workers);
        var (mean, inverse) = (empty(columns), empty(columns));
        var meanOut = TensorSpans.Floats(mean);
        var inverseOut = TensorSpans.Floats(inverse);
        var offset = TensorSpans.Floats(bias);
        var runningMean = TensorSpans.Floats(RunningMean);
        var runningVariance = TensorSpans.Floats(RunningVariance);
        for (var c = 0; c < columns; c++)
        {
            meanOut[c] = (float)means[c];
            inverseOut[c] = (float)(1 / Math.Sqrt(deviations[c] / rows + Epsilon));
            runningMean[c] = (1 - Momentum) * runningMean[c] + Momentum * (meanOut[c] + offset[c]);
            runningVariance[c] = (1 - Momentum) * runningVariance[c] + Momentum * (float)(deviations[c] / (rows - 1));
        }

        Batches.add_(1);
        return (mean, inverse);
    }

    /// <summary>The running statistics as scale and shift of z before its bias: γ r and β + (bias − μ) γ r.</summary>
    public (Tensor Scale, Tensor Shift) Fixed(Tensor bias, Tensor gain, Tensor shift)
    {
        var scale = gain / (RunningVariance + Epsilon).sqrt();
        return (scale, shift + (bias - RunningMean) * scale);
    }

    static (double[] Means, double[] Deviations) Moments(Tensor z, int rows, int columns, Workers workers)
    {
        var blocks = (rows + RowBlocks.Rows - 1) / RowBlocks.Rows;
        var (blockMeans, blockDeviations) = (new float[blocks * columns], new float[blocks * columns]);
        workers.For(rows, RowBlocks.Rows, (start, end) =>
        {
            var place = start / RowBlocks.Rows * columns;
            ColumnMoments.Of(
                TensorSpans.Floats(z)[(start * columns)..(end * columns)], blockMeans.AsSpan(place, columns), blockDeviations.AsSpan(place, columns));
        });
        var (means, deviations) = (new double[columns], new double[columns]);
        for (var block = 0; block < blocks; block++)
        {
            var before = block * RowBlocks.Rows;
            ColumnMoments.Merge(
                means, deviations, before, blockMeans.AsSpan(block * columns, columns), blockDeviations.AsSpan(block * columns, columns),
                Math.Min(RowBlocks.Rows, rows - before));
        }

        return (means, deviations);
    }
}
