using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, d width, h hidden width

/// <summary>
/// W_d (silu(W_g x) ⊙ W_u x) per token, without biases (Shazeer, GLU variants improve transformer, 2020). W_d starts
/// near zero, so that a residual around it starts as the identity.
/// </summary>
sealed class SwiGlu(PerTokenScope scope, int width, int hidden, double outputDeviation = SwiGlu.SmallDeviation)
{
    /// <summary>Standard deviation of a W_d that starts near zero.</summary>
    public const double SmallDeviation = 0.01;

    readonly PerTokenLinear _gate = new(scope.Sub("gate"), width, hidden, bias: false);
    readonly PerTokenLinear _up = new(scope.Sub("up"), width, hidden, bias: false);
    readonly PerTokenLinear _down =
        new(scope.Sub("down"), hidden, width, bias: false, Initialisers.Normal(outputDeviation));

    /// <summary>The gate's outputs, <c>name/gate1</c>.</summary>
    public IEnumerable<Site> Sites(string name) =>
        [new($"{name}/gate1", PerTokenGate.Stage(scope), SiteKind.Gate)];

    /// <summary>[T, B, d] → [T, B, d].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var gate = PerTokenGate.Observe(PerTokenGate.Stage(scope), functional.silu(_gate.Apply(x, pass)), pass);
        return pass.Observe(scope.Path, _down.Apply(gate * _up.Apply(x, pass), pass));
    }
}
