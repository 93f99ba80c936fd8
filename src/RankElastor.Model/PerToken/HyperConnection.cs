using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, n streams, d width

/// <summary>
/// Manifold-constrained hyper-connection (Xie et al., 2025) around a layer F:
/// streams' = Hᵀ streams + β ⊗ F(RMSNorm(a · streams)). With z = RMSNorm(vec streams): a = σ(s_α (W_α z)₀ + A₀),
/// H = Sinkhorn(s_α (W_α z)₁… + A₁…), β = 2σ(s_β W_β z + b). A₀ starts at a unit vector, A₁… at the identity, b at 1.
/// </summary>
sealed class HyperConnection
{
    const float InitialScale = 0.01f;
    readonly int _streams;
    readonly int _iterations;
    readonly Tensor _staticAlpha;
    readonly Tensor _staticBeta;
    readonly Tensor _alphaScale;
    readonly Tensor _betaScale;
    readonly PerTokenRmsNorm _norm;
    readonly PerTokenLinear _alpha;
    readonly PerTokenLinear _beta;

    public HyperConnection(PerTokenScope scope, int width, int streams, int iterations, bool bias)
    {
        _streams = streams;
        _iterations = iterations;
        _staticAlpha = scope.Add("static_alpha", [streams, streams + 1], OneInIdentityAcross);
        _staticBeta = scope.Add("static_beta", [streams], Initialisers.Ones);
        _alphaScale = scope.Add("dynamic_alpha_scale", [1], (values, _, _) => values.Fill(InitialScale));
        _betaScale = scope.Add("dynamic_beta_scale", [1], (values, _, _) => values.Fill(InitialScale));
        _norm = new PerTokenRmsNorm(scope.Sub("layer_norm"), streams * width);
        _alpha = new PerTokenLinear(scope.Sub("dynamic_alpha_fn"), streams * width, streams * (streams + 1), bias);
        _beta = new PerTokenLinear(scope.Sub("dynamic_beta_fn"), streams * width, streams, bias);
    }

    /// <summary>Streams [T, B, n, d] → [T, B, n, d]; <paramref name="layer"/> maps [T, B, d] to itself.</summary>
    public Tensor Apply(Tensor x, Func<Tensor, ForwardPass, Tensor> layer, ForwardPass pass)
    {
        var z = _norm.Apply(x.flatten(2), pass);
        var alpha = _alpha.Apply(z, pass) * _alphaScale.unsqueeze(1) + _staticAlpha.flatten(1).unsqueeze(1);
        alpha = alpha.view(x.shape[0], x.shape[1], _streams, _streams + 1);
        var beta = 2 * (_beta.Apply(z, pass) * _betaScale.unsqueeze(1) + _staticBeta.unsqueeze(1)).sigmoid();
        var input = (alpha.narrow(-1, 0, 1).sigmoid() * x).sum(2); // [T, B, d]
        var across = Sinkhorn.Normalise(alpha.narrow(-1, 1, _streams), _iterations);
        return across.transpose(-1, -2).matmul(x) + beta.unsqueeze(-1) * layer(input, pass).unsqueeze(2);
    }

    static void OneInIdentityAcross(Span<float> values, long[] shape, Numerics.Randomness.SeededRandom random)
    {
        var rows = (int)shape[^2];
        var columns = (int)shape[^1];
        values.Clear();
        for (var i = 0; i < values.Length / columns; i++)
        {
            values[i * columns] = i % rows == 0 ? 1 : 0;
            values[i * columns + 1 + i % rows] = 1;
        }
    }
}
