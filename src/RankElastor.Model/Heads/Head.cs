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

    /// <summary>Linear(TD, 2TD) → ReLU → Linear(2TD, 1).</summary>
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

    /// <summary>Builds the head for T·D = <paramref name="size"/> numbers.</summary>
    public Head(Scope scope, int size, HeadKind kind)
    {
        _scope = scope;
        _hidden = kind == HeadKind.Mlp ? new Linear(scope.Sub(1), size, 2 * size) : null;
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
            x = pass.Observe(_scope.Sub(2).Path, functional.relu(_hidden.Apply(x, pass)));
        }

        return pass.Observe(_scope.Path, _output.Apply(x, pass)).squeeze(-1);
    }
}
