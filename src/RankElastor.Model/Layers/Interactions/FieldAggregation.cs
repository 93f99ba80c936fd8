using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// InterHAt's aggregation of vectors (Li et al., 2020): Σ_f a_f x_f, a = softmax over f of ⟨w, ReLU(W x_f + b)⟩.
/// </summary>
sealed class FieldAggregation
{
    readonly Linear _hidden, _score;
    readonly Scope _scope, _layers;

    public FieldAggregation(Scope scope, int width, int hidden)
    {
        (_scope, _layers) = (scope, scope.Sub("agg"));
        _hidden = new Linear(_layers.Sub(0), width, hidden);
        _score = new Linear(_layers.Sub(2), hidden, 1, bias: false);
    }

    /// <summary>[B, F, E] → [B, E].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var hidden = pass.Observe(_layers.Sub(1).Path, _hidden.Apply(x, pass).relu());
        var weights = pass.Observe(_layers.Sub(3).Path, _score.Apply(hidden, pass).softmax(1)); // [B, F, 1]
        return pass.Observe(_scope.Path, (pass.Observe(_layers.Path, weights) * x).sum(1));
    }
}
