using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, M experts, D width, H hidden width

/// <summary>
/// Mixture of experts: Y = Σ_e r_e · FFN_e(x), r the gates of a router, per token M experts of one hidden layer. All
/// experts are computed in training and evaluation; a zero gate removes an expert's contribution exactly.
/// </summary>
sealed class SparseMixture
{
    readonly SparseMixtureOptions _options;
    readonly int _hidden;
    readonly PerTokenOptions _network;
    readonly int _dropoutLayer;
    readonly Tensor _expand, _contract, _contractBias;
    readonly Tensor? _expandBias;
    readonly IExpertRouter _router;
    readonly string _gateStage, _routerStage;

    public SparseMixture(
        PerTokenScope scope, int width, int hidden, PerTokenOptions network, SparseMixtureOptions options)
    {
        if (options.Router != RouterKind.Relu && (options.Active < 1 || options.Active > options.Experts))
        {
            throw InputException.At(
                "interaction_mlp_params.experts.active", $"{options.Active}", $"1 … {options.Experts}, the experts");
        }

        _options = options;
        _hidden = hidden;
        _network = network;
        _gateStage = PerTokenGate.Stage(scope.Sub("experts"));
        _routerStage = PerTokenGate.Stage(scope.Sub("router"));
        _dropoutLayer = network.Dropout > 0 ? scope.Store.NextDropoutLayer() : 0;
        var wide = options.Experts * hidden;
        var initialiser = Initialisers.Normal(Math.Sqrt(2.0 / (width + hidden)));
        _expand = scope.Add("experts.up.weight", [width, wide], initialiser);
        _expandBias = !network.Bias ? null : scope.Add("experts.up.bias", [wide], Initialisers.Zeros);
        _contract = scope.Add("experts.down.weight", [wide, width], initialiser);
        _contractBias = scope.Add("experts.down.bias", [options.Experts, width], Initialisers.Zeros);
        _router = options.Router switch
        {
            RouterKind.Noisy => new NoisyRouter(scope, width, options),
            RouterKind.Fixed => new FixedRouter(scope, width, options),
            _ => new ReluRouter(scope, width, network.Bias, options),
        };
    }

    /// <summary>The router's gates, <c>name/router</c>, and the experts' activations, <c>name/gate1</c>.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/router", _routerStage, SiteKind.Gate),
        new($"{name}/gate1", _gateStage, SiteKind.Gate),
    ];

    /// <summary>[T, B, D] → [T, B, D].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var gates = PerTokenGate.Observe(_routerStage, _router.Gates(x, pass), pass); // [T, B, M]
        var hidden = x.bmm(_expand); // [T, B, M·H]
        hidden = _options.Activation.Apply(_expandBias is null ? hidden : hidden.add_(_expandBias.unsqueeze(1)));
        PerTokenGate.Observe(_gateStage, hidden, pass);
        hidden = pass.Dropout(hidden, _network.Dropout, _dropoutLayer);
        hidden = (hidden.view(x.shape[0], x.shape[1], _options.Experts, _hidden) * gates.unsqueeze(-1)).flatten(2);
        return hidden.bmm(_contract) + gates.bmm(_contractBias);
    }
}
