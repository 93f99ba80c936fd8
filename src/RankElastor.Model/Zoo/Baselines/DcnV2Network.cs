using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>DCN-V2 behind the field vectors: crossings, networks behind or beside them, the last Linear.</summary>
sealed class DcnV2Network
{
    readonly Func<Tensor, ForwardPass, Tensor> _cross;
    readonly IEnumerable<Site> _crossings;
    readonly Mlp? _stacked, _parallel;
    readonly Linear _last;

    /// <summary>
    /// Makes the layers under a model's scope for vectors of the given width, shown as matrices of so many rows (the
    /// fields), or as they are for 0.
    /// </summary>
    public DcnV2Network(Scope scope, DcnV2Options options, int width, int rows)
    {
        (_cross, _crossings) = options.Crossings(scope.Sub("crossnet"), width, rows);
        _stacked = options.Stacked is null ? null : new Mlp(scope.Sub("stacked_dnn"), width, options.Stacked);
        _parallel = options.Parallel is null ? null : new Mlp(scope.Sub("parallel_dnn"), width, options.Parallel);
        _last = new Linear(scope.Sub("fc"), (_stacked?.Outputs ?? width) + (_parallel?.Outputs ?? 0), 1);
    }

    /// <summary>x after each crossing, and the networks' layers.</summary>
    public IEnumerable<Site> Sites =>
        [.. _crossings, .. _stacked?.Sites("stacked_dnn") ?? [], .. _parallel?.Sites("parallel_dnn") ?? []];

    /// <summary>[B, width] → logits [B].</summary>
    public Tensor Apply(Tensor flat, ForwardPass pass)
    {
        var crossed = _cross(flat, pass);
        var deep = _stacked?.Apply(crossed, pass) ?? crossed;
        return _last.Apply(_parallel is null ? deep : cat([deep, _parallel.Apply(flat, pass)], 1), pass).flatten();
    }
}
