using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>TransAct behind its transformers: crossings, a network beside them and one on both.</summary>
sealed class TransActNetwork
{
    readonly CrossNetV2 _cross;
    readonly Mlp _parallel, _last;

    /// <summary>Makes the layers under a model's scope for vectors of the given width.</summary>
    public TransActNetwork(Scope scope, TransActOptions options, int width)
    {
        _cross = new CrossNetV2(scope.Sub("crossnet"), width, options.Crossings, rows: 0);
        _parallel = new Mlp(scope.Sub("parallel_dnn"), width, options.Parallel);
        _last = new Mlp(scope.Sub("mlp"), width + _parallel.Outputs, options.Last);
    }

    /// <summary>x after each crossing, and the networks' layers.</summary>
    public IEnumerable<Site> Sites => [.. _cross.Sites, .. _parallel.Sites("parallel_dnn"), .. _last.Sites("mlp")];

    /// <summary>[B, width] → logits [B].</summary>
    public Tensor Apply(Tensor flat, ForwardPass pass) =>
        _last.Apply(cat([_cross.Apply(flat, pass), _parallel.Apply(flat, pass)], 1), pass).flatten();
}
