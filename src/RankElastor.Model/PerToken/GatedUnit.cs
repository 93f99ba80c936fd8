using RankElastor.Data.Files;
using RankElastor.Model.Activations;
using RankElastor.Model.Fused;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

/// <summary>
/// G(x) = W_c[(W_s2 x + g(W_1 x)) ⊙ (W_2 x)] + W_s1 x with W_1, W_2, W_s2: d → ⌊r·d⌋; for r = 1 there is neither W_c nor W_s2:
/// G(x) = (W_s1 x + g(W_1 x)) ⊙ (W_2 x) + W_s1 x. The gate g is GELU in the reference.
/// </summary>
public sealed class GatedUnit
{
    readonly string _path;
    readonly string _gateStage;
    readonly int _width, _hidden;
    readonly Activation _gate;
    readonly PerTokenLinear _lift1;
    readonly PerTokenLinear _lift2;
    readonly PerTokenLinear _skip1;
    readonly PerTokenLinear? _skip2;
    readonly PerTokenLinear? _reduce;

    /// <summary>Builds the unit for width d; an expansion r with ⌊r·d⌋ &lt; 1 is an <see cref="InputException"/>.</summary>
    public GatedUnit(PerTokenScope scope, int width, double expansion, Activation gate, bool bias)
    {
        var hidden = (int)(expansion * width);
        if (hidden < 1)
        {
            throw InputException.At("expansion_rate", $"{expansion} at width {width}", "a rate r with ⌊r·width⌋ ≥ 1");
        }

        (_path, _gateStage, _gate, _width, _hidden) = (scope.Path, PerTokenGate.Stage(scope), gate, width, hidden);
        _lift1 = new PerTokenLinear(scope.Sub("fc_lift1"), width, hidden, bias);
        _lift2 = new PerTokenLinear(scope.Sub("fc_lift2"), width, hidden, bias);
        _skip1 = new PerTokenLinear(scope.Sub("skip1"), width, width, bias);
        if (expansion != 1)
        {
            _reduce = new PerTokenLinear(scope.Sub("fc_reduce"), hidden, width, bias);
            _skip2 = new PerTokenLinear(scope.Sub("skip2"), width, hidden, bias);
        }
    }

    /// <summary>Adds the unit to a chain.</summary>
    internal void AddTo(ChainBuilder chain)
    {
        PerTokenLinear[] linears = _reduce is null ? [_lift1, _lift2, _skip1] : [_lift1, _lift2, _skip1, _reduce, _skip2!];
        chain.Gated(_width, _reduce is null ? null : _hidden, _gate, [.. linears.Select(one => one.Parameters)]);
    }

    /// <summary>[T, B, d] → [T, B, d], streams allowed.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var gate = PerTokenGate.Observe(_gateStage, _gate.Apply(_lift1.Apply(x, pass)), pass);
        var value = _lift2.Apply(x, pass);
        var skip = _skip1.Apply(x, pass);
        var gated = ((_skip2?.Apply(x, pass) ?? skip) + gate) * value;
        return pass.Observe(_path, (_reduce?.Apply(gated, pass) ?? gated) + skip);
    }
}
