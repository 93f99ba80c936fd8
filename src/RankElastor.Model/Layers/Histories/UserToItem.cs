using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>
/// DMR's user-to-item network (Lyu et al., 2020): scores of the items by queries q_l = ReLU(W [position l] + b); the
/// user at a position is ReLU(W_o s + b_o) of the sum s of the items up to there by the softmax of their scores.
/// </summary>
sealed class UserToItem
{
    readonly Scope _scope;
    readonly Tensor _positions;
    readonly Mlp _query, _output;
    readonly ItemScores _scores;

    /// <summary>
    /// Makes <c>pos_emb</c>, <c>W_q</c>, <c>attn_mlp</c> and <c>W_o</c> under the scope, for m and L.
    /// </summary>
    public UserToItem(Scope scope, int width, int length, RelevanceOptions options)
    {
        _scope = scope;
        _positions = scope.Add("pos_emb", [length, options.PositionWidth], Initialisers.Zeros);
        var layer = new MlpOptions { HiddenUnits = [width] };
        _query = new Mlp(scope.Sub("W_q"), options.PositionWidth, layer, sequence: "");
        _scores = new ItemScores(scope.Sub("attn_mlp"), width, options.Scores);
        _output = new Mlp(scope.Sub("W_o"), width, layer, sequence: "");
    }

    /// <summary>
    /// The weights, [B, 1, L, L], a row for each position's user, of padding zeros; the user behind the history.
    /// </summary>
    public IEnumerable<Site> Sites(string name) =>
        [new($"{name}/weights", Weights, SiteKind.Attention), new(name, _scope.Path, SiteKind.Vector)];

    /// <summary>
    /// Histories [B, L, m], which positions hold items [B, L], bool → users [B, 2, m] at the last two positions; all
    /// [B, L, m] where every stage is shown or there are no two.
    /// </summary>
    public Tensor Apply(Tensor history, Tensor items, ForwardPass pass)
    {
        var (rows, length, open) = (history.shape[0], history.shape[1], AttentionMask.Past(items));
        var queries = _query.Apply(_positions, pass).unsqueeze(0).expand_as(history);
        pass.ObserveMade(_scope.Sub("W_q").Path, () => queries.flatten(0, 1));
        var scores = _scores.Apply(queries, history, pass).unsqueeze(1).expand(-1, length, -1);
        pass.ObserveMade(Weights, () =>
            (AttentionMask.Hide(scores, open).softmax(-1) * items.unsqueeze(-1)).unsqueeze(1));
        var users = pass.ShowsEveryStage ? length : Math.Min(2, length);
        var weights = AttentionMask.Hide(scores, open).narrow(1, length - users, users).softmax(-1);
        var made = _output.Apply(weights.matmul(history).flatten(0, 1), pass).view(rows, users, -1);
        pass.Observe(_scope.Path, made.select(1, users - 1));
        return made;
    }

    string Weights => $"{_scope.Path}.weights";
}
