using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, M experts

/// <summary>
/// Noisy top-k gating (Shazeer et al., Outrageously large neural networks, 2017): gates = softmax over the k largest of
/// H = x W_g + ε ⊙ softplus(x W_n), ε standard normal in training and 0 else. Two losses of each token, averaged:
/// CV² of the experts' sums of gates (importance), and CV² of their loads Σ_rows Φ((x W_g − h) / softplus(x W_n)), h
/// the k-th largest of the other experts' H. CV² is variance over squared mean.
/// </summary>
/// <remarks>Our reading: W_g and W_n start small instead of zero, so that no two scores tie. ε is fixed by seed, step
/// and name.</remarks>
sealed class NoisyRouter(PerTokenScope scope, int width, SparseMixtureOptions options) : IExpertRouter
{
    const double Deviation = 0.01;
    const double Least = 1e-10;
    readonly PerTokenLinear _router =
        new(scope.Sub("router"), width, options.Experts, bias: false, Initialisers.Normal(Deviation));
    readonly PerTokenLinear _spread =
        new(scope.Sub("noise"), width, options.Experts, bias: false, Initialisers.Normal(Deviation));

    public Tensor Gates(Tensor x, ForwardPass pass)
    {
        var clean = _router.Apply(x, pass);
        if (!pass.Training)
        {
            return Routing.SoftmaxOfLargest(clean, options.Active);
        }

        var spread = functional.softplus(_spread.Apply(x, pass));
        var noisy = clean + Noise(clean, pass) * spread;
        var gates = Routing.SoftmaxOfLargest(noisy, options.Active);
        pass.AddPenalty(Unevenness(gates) * options.ImportanceWeight);
        if (options.Active < options.Experts)
        {
            pass.AddPenalty(Unevenness(Chances(clean, noisy, spread, options.Active)) * options.LoadWeight);
        }

        return gates;
    }

    /// <summary>That each expert is among the k largest when its own noise alone is drawn anew, [T, B, M].</summary>
    internal static Tensor Chances(Tensor clean, Tensor noisy, Tensor spread, int active)
    {
        var best = noisy.topk(active + 1, dim: -1).values;
        var chosen = Routing.Largest(noisy, active);
        var (among, behind) = (best.narrow(-1, active, 1), best.narrow(-1, active - 1, 1)); // what it has to pass
        var threshold = chosen * among + (1 - chosen) * behind;
        return (((clean - threshold) / spread / Math.Sqrt(2)).erf() + 1) / 2;
    }

    /// <summary>[T, B, M] → CV² over experts of the sums over rows, mean over tokens.</summary>
    internal static Tensor Unevenness(Tensor values)
    {
        var sums = values.sum(1); // [T, M]
        var mean = sums.mean([-1], keepdim: true);
        return ((sums - mean).square().mean([-1]) / (mean.squeeze(-1).square() + Least)).mean();
    }

    Tensor Noise(Tensor like, ForwardPass pass)
    {
        var random = new SeededRandom(pass.Seed).Fork(scope.Path).Fork(pass.Step);
        var noise = empty(like.shape);
        foreach (ref var value in TensorSpans.Floats(noise))
        {
            value = (float)random.NextNormal();
        }

        return noise.to(like.dtype);
    }
}
