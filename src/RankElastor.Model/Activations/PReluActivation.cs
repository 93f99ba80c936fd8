using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Activations;

/// <summary>
/// max(0, x) + w min(0, x) with a learned w [units], 0.1 at the start as in FuxiCTR (He et al., 2015).
/// </summary>
sealed class PReluActivation : UnitActivation
{
    public override IReadOnlyList<string> Words => ["prelu"];

    internal override Func<Tensor, ForwardPass, Tensor> Behind(Scope scope, int units)
    {
        var slope = scope.Add("weight", [units], (values, _, _) => values.Fill(0.1f));
        return (x, pass) => pass.Observe(scope.Path, functional.relu(x) - slope * functional.relu(-x));
    }
}
