using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>
/// DMR's item-to-item network (Lyu et al., 2020): scores of the items by queries q_l = ReLU(W [target, position l] +
/// b); the history's sum by the softmax of the scores, and the sum of the scores as a relevance.
/// </summary>
sealed class ItemToItem
{
    readonly Scope _scope;
    readonly Tensor? _positions;
    readonly Mlp _query;
    readonly ItemScores _scores;

    /// <summary>
    /// Makes <c>W_q</c> and <c>attn_mlp</c> under the scope, with positions <c>pos_emb</c> too, for m and L.
    /// </summary>
    public ItemToItem(Scope scope, int width, int length, RelevanceOptions options)
    {
        _scope = scope;
        var more = options.HasPositions ? options.PositionWidth : 0;
        _positions = more > 0 ? scope.Add("pos_emb", [length, more], Initialisers.Zeros) : null;
        _query = new Mlp(scope.Sub("W_q"), width + more, new() { HiddenUnits = [width] }, sequence: "");
        _scores = new ItemScores(scope.Sub("attn_mlp"), width, options.Scores);
    }

    /// <summary>The weights, [B, L]; and what the attention gives.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/weights", Weights, SiteKind.Vector), new(name, _scope.Path, SiteKind.Vector),
    ];

    /// <summary>
    /// Targets [B, m], histories [B, L, m], which positions hold items [B, L], bool → the history's sum [B, m] and the
    /// relevance [B, 1], to which padding adds nothing.
    /// </summary>
    public (Tensor Pooled, Tensor Relevance) Apply(Tensor target, Tensor history, Tensor items, ForwardPass pass)
    {
        var beside = target.unsqueeze(1).expand_as(history);
        beside = _positions is null ? beside
            : cat([beside, _positions.unsqueeze(0).expand(history.shape[0], -1, -1)], -1);
        var queries = _query.Apply(beside.flatten(0, 1), pass).view(history.shape);
        var scores = _scores.Apply(queries, history, pass);
        var weights = pass.Observe(Weights, AttentionMask.Hide(scores, items).softmax(-1));
        var pooled = pass.Observe(_scope.Path, weights.unsqueeze(1).matmul(history).squeeze(1));
        return (pooled, (scores * items).sum(1, keepdim: true));
    }

    string Weights => $"{_scope.Path}.weights";
}
