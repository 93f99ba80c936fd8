using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>
/// How a query goes with each item of a history (Zhou et al., 2018): MLP([q, s, q − s, q ⊙ s]), one number. The network
/// sees padding too, so that a batch normalisation in it (Dice) counts padding in its statistics.
/// </summary>
sealed class ItemScores(Scope scope, int width, MlpOptions network)
{
    readonly Mlp _network = new(scope, 4 * width, network with { Outputs = 1 });

    /// <summary>Queries [B, L, m], histories [B, L, m] → [B, L].</summary>
    public Tensor Apply(Tensor queries, Tensor history, ForwardPass pass)
    {
        var input = cat([queries, history, queries - history, queries * history], -1); // [B, L, 4 m]
        return _network.Apply(input.flatten(0, 1), pass).view(history.shape[0], history.shape[1]);
    }
}
