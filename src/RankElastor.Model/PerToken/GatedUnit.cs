using RankElastor.Data.Files;
using RankElastor.Model.Activations;
using RankElastor.Model.Fused;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

/// <summary>
/// Gated linear unit with skips: G(x) = W_c[(W_s2 x + g(W_1 x)) ⊙ (W_2 x)] + W_s1 x with W_1, W_2, W_s2: d → ⌊r·d⌋.
/// For r = 1 without W_c and W_s2: G(x) = (W_s1 x + g(W_1 x)) ⊙ (W_2 x) + W_s1 x. The reference's g is GELU.
/// </summary>
sealed class GatedUnit
{
    readonly string _path;
    readonly string _gateStage;
    readonly int _width, _hidden;
    readonly Activation _gate;
    readonly PerTokenLinear _expandGate, _expandValue, _skip; // W_1, W_2, W_s1
    readonly PerTokenLinear? _expandSkip, _contract; // W_s2, W_c

    /// <summary>Builds the unit for width d; ⌊r·d⌋ &lt; 1 is an <see cref="InputException"/>.</summary>
    public GatedUnit(PerTokenScope scope, int width, double expansion, Activation gate, bool bias)
    {
        var hidden = (int)(expansion * width);
        if (hidden < 1)
        {
            throw InputException.At("expansion_rate", $"{expansion} at width {width}", "a rate r with ⌊r·width⌋ ≥ 1");
        }

        _path = scope.Path;
        _gateStage = PerTokenGate.Stage(scope);
        _gate = gate;
        _width = width;
        _hidden = hidden;
        _expandGate = new PerTokenLinear(scope.Sub("fc_lift1"), width, hidden, bias);
        _expandValue = new PerTokenLinear(scope.Sub("fc_lift2"), width, hidden, bias);
        _skip = new PerTokenLinear(scope.Sub("skip1"), width, width, bias);
        if (expansion != 1)
        {
            _contract = new PerTokenLinear(scope.Sub("fc_reduce"), hidden, width, bias);
            _expandSkip = new PerTokenLinear(scope.Sub("skip2"), width, hidden, bias);
        }
    }

    internal void AddTo(ChainBuilder chain)
    {
        PerTokenLinear?[] linears = [_expandGate, _expandValue, _skip, _contract, _expandSkip];
        var parameters = linears.OfType<PerTokenLinear>().Select(linear => linear.Parameters);
        chain.Gated(_width, _contract is null ? null : _hidden, _gate, [.. parameters]);
    }

    /// <summary>[T, B, d] → [T, B, d], streams allowed.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var gate = PerTokenGate.Observe(_gateStage, _gate.Apply(_expandGate.Apply(x, pass)), pass);
        var value = _expandValue.Apply(x, pass);
        var skip = _skip.Apply(x, pass);
        var gated = ((_expandSkip?.Apply(x, pass) ?? skip) + gate) * value;
        return pass.Observe(_path, (_contract?.Apply(gated, pass) ?? gated) + skip);
    }
}
