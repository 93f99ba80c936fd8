using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Tokens;

// B batch, S tokens of the history, T tokens of fields

/// <summary>
/// OneTrans's linear map of a stream [history; fields]: tokens of the history share W and b, each token of fields has
/// its own.
/// </summary>
sealed class StreamLinear(Scope scope, int fields, int inputs, int outputs)
{
    readonly Linear _shared = new(scope.Sub("history"), inputs, outputs);
    readonly PerTokenLinear _own = new(new PerTokenScope(scope.Sub("fields"), fields, ""), inputs, outputs);

    /// <summary>[B, S + T, inputs] → [B, S + T, outputs]; S may be 0.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var history = x.shape[1] - fields;
        var own = _own.Apply(x.narrow(1, history, fields).transpose(0, 1), pass).transpose(0, 1);
        return pass.Observe(
            scope.Path, history == 0 ? own : cat([_shared.Apply(x.narrow(1, 0, history), pass), own], 1));
    }
}
