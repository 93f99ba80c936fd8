using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, M experts, D width

/// <summary>
/// SMoE-dropout (Chen et al., Sparse MoE as the new dropout, 2023): a random router that is never trained; gates are
/// the k largest of softmax(x R), and k grows evenly from the first k to all M experts. Evaluation uses the k of the
/// last training step, which is kept with the weights like R.
/// </summary>
sealed class FixedRouter : IExpertRouter
{
    readonly SparseMixtureOptions _options;
    readonly Tensor _router, _active;

    public FixedRouter(PerTokenScope scope, int width, SparseMixtureOptions options)
    {
        _options = options;
        var values = new float[checked(scope.Tokens * width * options.Experts)];
        var random = new SeededRandom((ulong)options.RouterSeed).Fork($"{scope.Path}.router");
        long[] shape = [scope.Tokens, width, options.Experts];
        Initialisers.XavierNormal(values, shape, random);
        _router = scope.Store.AddOwnBuffer($"{scope.Path}.router", tensor(values).reshape(shape).clone());
        _active = scope.Store.AddOwnBuffer($"{scope.Path}.active", full(1, options.Active, ScalarType.Float32));
    }

    public Tensor Gates(Tensor x, ForwardPass pass)
    {
        if (pass.Training)
        {
            using var frozen = no_grad();
            _active.fill_(ActiveAt(pass.Step));
        }

        var gates = x.bmm(_router).softmax(-1);
        return gates * Routing.Largest(gates, (int)_active.ToDouble());
    }

    /// <summary>k at a training step.</summary>
    internal int ActiveAt(long step) => _options.Active
        + (int)((_options.Experts - _options.Active) * Math.Min(1, (double)step / _options.GrowthSteps));
}
