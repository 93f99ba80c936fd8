using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, M experts, d width, h hidden width

/// <summary>Options of <see cref="SharedExperts"/>.</summary>
public sealed record SharedExpertsOptions
{
    /// <summary>M: experts that are chosen from.</summary>
    public int Experts { get; init; } = 4;

    /// <summary>k: experts that a token of a row gets.</summary>
    public int Active { get; init; } = 2;

    /// <summary>α, the factor of the chosen experts; 0 for M / k.</summary>
    public double Scale { get; init; }

    /// <summary>Hidden width of each expert; 0 for that of the shared one over M.</summary>
    public int Hidden { get; init; }
}

/// <summary>
/// TokenMixer-Large's sparse network of each token (2026): α · Σ_{j in the k largest} g_j E_j(x) + E_shared(x), E
/// <see cref="SwiGlu"/> networks. Our reading: g = softmax of all M scores of a router per token, so that k of them
/// sum to about k / M, which α = M / k makes up for. All experts are computed; a gate of 0 removes one exactly.
/// </summary>
sealed class SharedExperts
{
    readonly PerTokenScope _scope;
    readonly SharedExpertsOptions _options;
    readonly int _hidden;
    readonly PerTokenLinear _router;
    readonly Tensor _gate, _up, _down; // experts side by side: [T, d, M·h], [T, M·h, d]
    readonly SwiGlu _shared;

    public SharedExperts(PerTokenScope scope, int width, int hidden, SharedExpertsOptions options)
    {
        (_scope, _options) = (scope, options);
        _hidden = options.Hidden > 0 ? options.Hidden : Math.Max(1, hidden / options.Experts);
        var wide = checked(options.Experts * _hidden);
        var initialiser = Initialisers.Normal(Math.Sqrt(2.0 / (width + _hidden)));
        _router = new PerTokenLinear(scope.Sub("router"), width, options.Experts, bias: false);
        _gate = scope.Add("experts.gate.weight", [width, wide], initialiser);
        _up = scope.Add("experts.up.weight", [width, wide], initialiser);
        _down = scope.Add("experts.down.weight", [wide, width], Initialisers.Normal(SwiGlu.SmallDeviation));
        _shared = new SwiGlu(scope.Sub("shared"), width, hidden);
    }

    /// <summary>The gates of the experts, <c>name/router</c>, and the shared expert's, <c>name/gate1</c>.</summary>
    public IEnumerable<Site> Sites(string name) =>
        [new($"{name}/router", PerTokenGate.Stage(_scope.Sub("router")), SiteKind.Gate), .. _shared.Sites(name)];

    /// <summary>[T, B, d] → [T, B, d].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var gates = _router.Apply(x, pass).softmax(-1);
        gates = gates * Routing.Largest(gates, _options.Active);
        PerTokenGate.Observe(PerTokenGate.Stage(_scope.Sub("router")), gates, pass);
        var hidden = functional.silu(x.bmm(_gate)) * x.bmm(_up); // [T, B, M·h]
        hidden = (hidden.unflatten(2, _options.Experts, _hidden) * gates.unsqueeze(-1)).flatten(2);
        var scale = _options.Scale > 0 ? _options.Scale : (double)_options.Experts / _options.Active;
        return pass.Observe(_scope.Path, hidden.bmm(_down) * scale + _shared.Apply(x, pass));
    }
}
