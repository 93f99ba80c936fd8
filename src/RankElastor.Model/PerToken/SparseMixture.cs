using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, M experts, D width, H hidden width

/// <summary>
/// Mixture of experts with ReLU routing (ReMoE; Wang et al., 2024): Y = Σ_e r_e · FFN_e(x), r = ReLU(router(x)), per
/// token M experts of one hidden layer. The penalty λ · mean Σ_e r_e drives the share of zero gates to the target: λ ←
/// λ · 1.2^sign(target − share) at each training pass. With dense training two routers start equal: training gates with
/// the first, evaluation with the second, which receives the first's gradient and alone the penalty (our reading of
/// RankMixer's DTSI). All experts are computed in both modes; a zero gate removes an expert's contribution exactly.
/// </summary>
sealed class SparseMixture
{
    const double PenaltyStep = 1.2;
    const double InitialPenalty = 1e-8;
    readonly SparseMixtureOptions _options;
    readonly int _hidden;
    readonly PerTokenOptions _network;
    readonly int _dropoutLayer;
    readonly Tensor _expand, _contract, _contractBias;
    readonly Tensor? _expandBias;
    readonly PerTokenLinear _router;
    readonly PerTokenLinear? _trainingRouter;
    readonly Tensor _penalty;
    readonly string _gateStage, _routerStage;

    public SparseMixture(
        PerTokenScope scope, int width, int hidden, PerTokenOptions network, SparseMixtureOptions options)
    {
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
        _router = new PerTokenLinear(scope.Sub("router"), width, options.Experts, network.Bias);
        if (options.DenseTraining)
        {
            _trainingRouter = new PerTokenLinear(scope.Sub("training_router"), width, options.Experts, network.Bias);
            StartEqual(scope);
        }

        _penalty = scope.Store.AddOwnBuffer($"{scope.Path}.penalty", full(1, InitialPenalty, ScalarType.Float32));
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
        var gates = PerTokenGate.Observe(_routerStage, Gates(x, pass), pass); // [T, B, M]
        var hidden = x.bmm(_expand); // [T, B, M·H]
        hidden = _options.Activation.Apply(_expandBias is null ? hidden : hidden.add_(_expandBias.unsqueeze(1)));
        PerTokenGate.Observe(_gateStage, hidden, pass);
        hidden = pass.Dropout(hidden, _network.Dropout, _dropoutLayer);
        hidden = (hidden.view(x.shape[0], x.shape[1], _options.Experts, _hidden) * gates.unsqueeze(-1)).flatten(2);
        return hidden.bmm(_contract) + gates.bmm(_contractBias);
    }

    Tensor Gates(Tensor x, ForwardPass pass)
    {
        var sparse = functional.relu(_router.Apply(x, pass));
        if (!pass.Training)
        {
            return sparse;
        }

        pass.AddPenalty((_penalty.clone() * sparse.sum(-1).mean()).squeeze());
        using (no_grad())
        {
            var share = sparse.eq(0).to(ScalarType.Float32).mean();
            _penalty.mul_(((_options.TargetSparsity - share).sign() * Math.Log(PenaltyStep)).exp());
        }

        return _trainingRouter is null
            ? sparse
            : functional.relu(_trainingRouter.Apply(x, pass)) + sparse - sparse.detach();
    }

    static void StartEqual(PerTokenScope scope)
    {
        using var frozen = no_grad();
        Tensor Named(string name) =>
            scope.Store.All.Single(parameter => parameter.Name == $"{scope.Path}.{name}").Value;
        Named("training_router.weight").copy_(Named("router.weight"));
    }
}
