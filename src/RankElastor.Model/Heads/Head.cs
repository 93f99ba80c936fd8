using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Heads;

/// <summary>How tokens [T, D] become one logit.</summary>
public enum HeadKind
{
    /// <summary>Linear(TD, 1).</summary>
    Flatten,

    /// <summary>Linear(TD, 2TD) → [batch norm] → ReLU → [dropout] → Linear(2TD, 1).</summary>
    Mlp,

    /// <summary>The mean of all TD numbers; no parameters.</summary>
    Mean,
}

/// <summary>Tokens [B, T, D] → logits [B].</summary>
public sealed class Head
{
    readonly Scope _scope;
    readonly Linear? _hidden;
    readonly Linear? _output;
    readonly BatchNorm? _norm;
    readonly double _dropout;
    readonly int _dropoutLayer;

    /// <summary>Builds the head for T·D = <paramref name="size"/> numbers.</summary>
    /// <param name="scope">Where its parameters are.</param>
    /// <param name="size">T·D.</param>
    /// <param name="kind">Which.</param>
    /// <param name="dropout">Behind the hidden layer's activation, [0, 1); of <see cref="HeadKind.Mlp"/>.</param>
    /// <param name="batchNorm">Before the hidden layer's activation; of <see cref="HeadKind.Mlp"/>.</param>
    public Head(Scope scope, int size, HeadKind kind, double dropout = 0, bool batchNorm = false)
    {
        _scope = scope;
        _hidden = kind == HeadKind.Mlp ? new Linear(scope.Sub(1), size, 2 * size) : null;
        _norm = _hidden is not null && batchNorm ? new BatchNorm(scope.Sub("norm"), 2 * size) : null;
        _dropout = _hidden is null ? 0 : dropout;
        _dropoutLayer = _dropout > 0 ? scope.Store.NextDropoutLayer() : 0;
        _output = kind switch
        {
            HeadKind.Mlp => new Linear(scope.Sub(3), 2 * size, 1),
            HeadKind.Flatten => new Linear(scope.Sub(1), size, 1),
            _ => null,
        };
    }

    /// <summary>The hidden layer, <c>head/hidden1</c>, also as a gate; none where there is no hidden layer.</summary>
    public IEnumerable<Site> Sites => _hidden is null ? [] :
    [
        new("head/hidden1", _scope.Sub(2).Path, SiteKind.Vector),
        new("head/hidden1/gate", _scope.Sub(2).Path, SiteKind.Gate),
    ];

    /// <summary>[B, T, D] → [B].</summary>
    public Tensor Apply(Tensor tokens, ForwardPass pass)
    {
        var x = tokens.flatten(1);
        if (_output is null)
        {
            return x.mean([1]);
        }

        x = pass.Observe(_scope.Sub(0).Path, x);
        if (_hidden is not null)
        {
            x = _norm is null ? _hidden.Apply(x, pass) : _norm.Apply(_hidden.ApplyBeforeBatchNorm(x, pass), pass);
            x = pass.Observe(_scope.Sub(2).Path, functional.relu(x));
            x = _dropout > 0 ? pass.Dropout(x, _dropout, _dropoutLayer) : x;
        }

        return pass.Observe(_scope.Path, _output.Apply(x, pass)).squeeze(-1);
    }
}
