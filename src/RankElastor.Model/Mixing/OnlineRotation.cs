using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

// B batch, T tokens, D width

/// <summary>
/// Parametric OPQ: x ← x · R, R the eigenvectors of the running token covariance, allocated to T buckets so that the
/// buckets' products of eigenvalues stay even (Ge et al., 2013). While training, mean and covariance move by 0.01
/// towards the batch's (the first batch sets them); otherwise R is fixed. Signs of eigenvectors are arbitrary.
/// </summary>
sealed class OnlineRotation(Scope scope, int tokens, int width)
{
    const double Momentum = 0.01;
    readonly Tensor _rotation = scope.AddBuffer("opq_R", eye(width));
    readonly Tensor _mean = scope.AddBuffer("running_mean", zeros(width));
    readonly Tensor _covariance = scope.AddBuffer("running_cov", eye(width));
    readonly Tensor _initialised = scope.AddOwnBuffer("initialised", zeros(1));

    /// <summary>[B, T, D] → [B, T, D].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        if (pass.Training)
        {
            Update(x.detach().reshape(-1, width));
        }

        return x.matmul(_rotation);
    }

    /// <summary>
    /// For each place of the new basis the index of its eigenvalue: greedy allocation of eigenvalues in descending
    /// order to buckets.
    /// </summary>
    public static int[] Allocate(ReadOnlySpan<double> descending, int buckets)
    {
        var (places, rest) = Math.DivRem(descending.Length, buckets);
        var contents = Enumerable.Range(0, buckets).Select(_ => new List<int>()).ToArray();
        var logs = new double[buckets];
        for (var i = 0; i < descending.Length; i++)
        {
            var best = Enumerable.Range(0, buckets)
                .Where(bucket => contents[bucket].Count < places + (bucket < rest ? 1 : 0))
                .MinBy(bucket => logs[bucket]);
            contents[best].Add(i);
            logs[best] += Math.Log(Math.Max(descending[i], 1e-12));
        }

        return [.. contents.SelectMany(bucket => bucket)];
    }

    void Update(Tensor rows) // [N, D]
    {
        using var scope = no_grad();
        var mean = rows.mean([0]);
        var centred = rows - mean;
        var covariance = centred.t().matmul(centred) / rows.shape[0];
        var step = _initialised * Momentum + (1 - _initialised); // 1 for the first batch
        _mean.add_(step * (mean - _mean));
        _covariance.add_(step * (covariance - _covariance));
        _initialised.fill_(1);
        _rotation.copy_(PrincipalAxes());
    }

    Tensor PrincipalAxes()
    {
        var (values, vectors) = linalg.eigh(_covariance.to(ScalarType.Float64)); // ascending
        var descending = values.flip(0).data<double>().ToArray();
        long[] places = [.. Allocate(descending, tokens).Select(i => (long)(width - 1 - i))];
        return vectors.index_select(1, tensor(places)).to(ScalarType.Float32);
    }
}
