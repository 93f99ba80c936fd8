using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>
/// DIN's attention (Zhou et al., 2018): a weight MLP([t, s, t − s, t ⊙ s]) for each item s of a history and the target
/// t, 0 at padding; the history's sum with these weights. As in FuxiCTR the network sees padding too, so that a batch
/// normalisation in it (Dice) counts padding in its statistics.
/// </summary>
sealed class DinAttention
{
    readonly Scope _scope;
    readonly Mlp _network;
    readonly bool _softmax;

    /// <summary>Makes <c>attention_layer</c> under the scope.</summary>
    /// <param name="scope">The layer's name.</param>
    /// <param name="width">m.</param>
    /// <param name="network">Hidden layers of the network, which ends in one number.</param>
    /// <param name="softmax">Whether the weights of the items sum to 1.</param>
    public DinAttention(Scope scope, int width, MlpOptions network, bool softmax)
    {
        (_scope, _softmax) = (scope, softmax);
        _network = new Mlp(scope.Sub("attention_layer"), 4 * width, network with { Outputs = 1 });
    }

    /// <summary>The weights, [B, L]; and what the attention gives.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/weights", $"{_scope.Path}.weights", SiteKind.Vector), new(name, _scope.Path, SiteKind.Vector),
    ];

    /// <summary>Targets [B, m], histories [B, L, m], their items 1 and padding 0 [B, L] → [B, m].</summary>
    public Tensor Apply(Tensor target, Tensor history, Tensor present, ForwardPass pass)
    {
        var weights = _network.Apply(Beside(target, history), pass).view(present.shape) * present;
        weights = _softmax ? (weights - 1e9 * (1 - present)).softmax(-1) : weights;
        pass.Observe($"{_scope.Path}.weights", weights);
        return pass.Observe(_scope.Path, weights.unsqueeze(1).matmul(history).squeeze(1));
    }

    /// <summary>[t, s, t − s, t ⊙ s] of targets [B, m] and each vector of histories [B, L, m] → [B L, 4 m].</summary>
    public static Tensor Beside(Tensor target, Tensor history)
    {
        var beside = target.unsqueeze(1).expand_as(history);
        return cat([beside, history, beside - history, beside * history], -1).flatten(0, 1);
    }
}
