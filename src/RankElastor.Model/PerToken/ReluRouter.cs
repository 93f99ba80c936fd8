using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, M experts, D width

/// <summary>
/// ReLU routing (ReMoE; Wang et al., 2024): r = ReLU(router(x)). The penalty λ · mean Σ_e r_e drives the share of zero
/// gates to the target: λ ← λ · 1.2^sign(target − share) at each training pass. With dense training two routers start
/// equal: training gates with the first, evaluation with the second, which receives the first's gradient and alone the
/// penalty (our reading of RankMixer's DTSI).
/// </summary>
sealed class ReluRouter : IExpertRouter
{
    const double PenaltyStep = 1.2;
    const double InitialPenalty = 1e-8;
    readonly double _target;
    readonly PerTokenLinear _router;
    readonly PerTokenLinear? _trainingRouter;
    readonly Tensor _penalty;

    public ReluRouter(PerTokenScope scope, int width, bool bias, SparseMixtureOptions options)
    {
        _target = options.TargetSparsity;
        _router = new PerTokenLinear(scope.Sub("router"), width, options.Experts, bias);
        if (options.DenseTraining)
        {
            _trainingRouter = new PerTokenLinear(scope.Sub("training_router"), width, options.Experts, bias);
            StartEqual(scope);
        }

        _penalty = scope.Store.AddOwnBuffer($"{scope.Path}.penalty", full(1, InitialPenalty, ScalarType.Float32));
    }

    public Tensor Gates(Tensor x, ForwardPass pass)
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
            _penalty.mul_(((_target - share).sign() * Math.Log(PenaltyStep)).exp());
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
