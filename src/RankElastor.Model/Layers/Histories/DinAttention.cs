using RankElastor.Model.Activations;
using RankElastor.Model.Embeddings;
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
    readonly bool _normalises, _drops;

    /// <summary>Makes <c>attention_layer</c> under the scope.</summary>
    /// <param name="scope">The layer's name.</param>
    /// <param name="width">m.</param>
    /// <param name="network">Hidden layers of the network, which ends in one number.</param>
    /// <param name="softmax">Whether the weights of the items sum to 1.</param>
    public DinAttention(Scope scope, int width, MlpOptions network, bool softmax)
    {
        (_scope, _softmax) = (scope, softmax);
        _normalises = network.BatchNorm || network.Activations.Any(activation => activation is DiceActivation);
        _drops = network.Dropout.Any(rate => rate > 0);
        _network = new Mlp(scope.Sub("attention_layer"), 4 * width, network with { Outputs = 1, Fuses = true });
    }

    /// <summary>The weights, [B, L]; and what the attention gives.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/weights", $"{_scope.Path}.weights", SiteKind.Vector), new(name, _scope.Path, SiteKind.Vector),
    ];

    /// <summary>Whether padding changes the batch's statistics, and so what comes of other positions.</summary>
    public bool CountsPadding(ForwardPass pass) => pass.Training && _normalises;

    /// <summary>
    /// A batch's look-up → [B, m]; without padding, so that memory grows with the items, where padding changes nothing.
    /// </summary>
    public Tensor Apply(HistoryRows rows, int pair, ForwardPass pass)
    {
        var target = rows.Target(pair);
        if (pass.ShowsEveryStage || (CountsPadding(pass) && !CanCount(target, pass))
            || rows.Events(pair) is not { } events)
        {
            return Apply(target, rows.History(pair), rows.Present(pair), pass, weights => rows.Whole(pair, weights));
        }

        var weights = Scores(target, events, pass).flatten() * events.Present;
        weights = _softmax ? events.Places.Softmax(weights - 1e9 * (1 - events.Present)) : weights;
        pass.ObserveMade($"{_scope.Path}.weights", () => events.Places.Spread(weights, new(0, events.Places.Length)));
        return pass.Observe(_scope.Path, events.Places.Sum(weights.unsqueeze(-1) * events.Vectors));
    }

    /// <summary>Targets [B, m], histories [B, L, m], their items 1 and padding 0 [B, L] → [B, m].</summary>
    public Tensor Apply(Tensor target, Tensor history, Tensor present, ForwardPass pass) =>
        Apply(target, history, present, pass, weights => weights);

    /// <summary>The network on each event and its row's target, [N, 1].</summary>
    Tensor Scores(Tensor target, HistoryEvents events, ForwardPass pass)
    {
        if (_network.First is not { } first || !IsPlain(target, pass))
        {
            return _network.Apply(Input(events.Places.Repeat(target), events.Vectors), pass);
        }

        var isActivated = first.Activation == Activation.Relu;
        var (hidden, zero) = PairLinear.Apply(first, isActivated, target, events.Vectors, events.Places, pass);
        if (!CountsPadding(pass))
        {
            return _network.ApplyBehindFirst(hidden, isActivated, pass);
        }

        // All padding of a row is the same zero vector: it passes once, and counts as often as it stands there.
        var counts = cat([ones(events.Places.Events), events.Places.Padding()]);
        return _network.ApplyBehindFirst(cat([hidden, zero]), isActivated, pass.Counting(counts))
            .narrow(0, 0, events.Places.Events);
    }

    /// <summary>Whether padding can be counted without being there; each has a dropout of its own.</summary>
    bool CanCount(Tensor target, ForwardPass pass) =>
        _network.First is { } first && first.Activation != Activation.Relu && !_drops && IsPlain(target, pass);

    static bool IsPlain(Tensor target, ForwardPass pass) =>
        target.dtype == ScalarType.Float32 && !pass.Machine.Bf16Products;

    Tensor Apply(
        Tensor target, Tensor history, Tensor present, ForwardPass pass, Func<Tensor, Tensor> shown)
    {
        var weights = _network.Apply(Beside(target, history), pass).view(present.shape) * present;
        weights = _softmax ? (weights - 1e9 * (1 - present)).softmax(-1) : weights;
        pass.ObserveMade($"{_scope.Path}.weights", () => shown(weights));
        return pass.Observe(_scope.Path, weights.unsqueeze(1).matmul(history).squeeze(1));
    }

    /// <summary>[t, s, t − s, t ⊙ s] of targets [B, m] and each vector of histories [B, L, m] → [B L, 4 m].</summary>
    public static Tensor Beside(Tensor target, Tensor history) =>
        Input(target.unsqueeze(1).expand_as(history), history).flatten(0, 1);

    static Tensor Input(Tensor target, Tensor item) => cat([target, item, target - item, target * item], -1);
}
