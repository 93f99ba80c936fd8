using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Parameters;

/// <summary>
/// Running mean and variance of a batch normalisation under torch's names, and the normalisation: by the batch while
/// training, else by them.
/// </summary>
sealed class BatchStatistics
{
    readonly Tensor _mean, _variance, _batches;
    readonly double _momentum, _epsilon;

    // Kept: TorchSharp may finalise a number that is converted in the call while the native call still reads it.
    readonly TorchSharp.Scalar _share, _rest, _least;

    /// <summary>Makes <c>running_mean</c>, <c>running_var</c> and <c>num_batches_tracked</c> under the scope.</summary>
    public BatchStatistics(Scope scope, int width, double momentum, double epsilon)
    {
        _mean = scope.AddBatchStatistic("running_mean", zeros(width));
        _variance = scope.AddBatchStatistic("running_var", ones(width));
        _batches = scope.AddBuffer("num_batches_tracked", zeros(1, ScalarType.Int64).reshape([]));
        (_momentum, _epsilon, _share, _rest, _least) =
            (momentum, epsilon, momentum, 1 - momentum, epsilon);
    }

    /// <summary>
    /// [B, width], or maps [B, width, …] each as a whole; gain and bias where there are any. A training batch of one
    /// row is an error of torch.
    /// </summary>
    public Tensor Normalise(Tensor x, Tensor? gain, Tensor? bias, ForwardPass pass)
    {
        if (pass.Training)
        {
            using var off = no_grad();
            _batches.add_(1);
        }

        return pass is { Training: true, RowCounts: { } counts }
            ? Counted(x, counts.unsqueeze(-1), gain, bias)
            : functional.batch_norm(x, _mean, _variance, gain, bias, pass.Training, _momentum, _epsilon);
    }

    /// <summary>The same where a row [width] stands for several: as if it stood there so often.</summary>
    Tensor Counted(Tensor x, Tensor counts, Tensor? gain, Tensor? bias)
    {
        var rows = counts.sum();
        var share = counts / rows;
        var mean = share.mul(x).sum(dim: 0);
        var centred = x - mean;
        var variance = share.mul(centred.square()).sum(dim: 0);
        using (no_grad())
        {
            _mean.mul_(_rest).add_(mean.detach(), _share);
            _variance.mul_(_rest).add_(variance.detach() * (rows / (rows - 1)), _share);
        }

        var y = centred * variance.add(_least).rsqrt();
        y = gain is null ? y : y * gain;
        return bias is null ? y : y + bias;
    }
}
