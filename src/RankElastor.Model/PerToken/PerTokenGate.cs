using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

/// <summary>Shows a gate of per-token layers: [T, B, units] as [B, T · units], as tokens share no unit.</summary>
static class PerTokenGate
{
    public static string Stage(PerTokenScope scope) => $"{scope.Path}.gate";

    /// <summary>Shows the outputs of an activation or router, [T, B, units], and returns them unchanged.</summary>
    public static Tensor Observe(string stage, Tensor value, ForwardPass pass)
    {
        if (pass.ShowsEveryStage)
        {
            pass.Observe(stage, value.transpose(0, 1).flatten(1));
        }

        return value;
    }
}
