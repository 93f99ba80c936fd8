using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>
/// DMIN's attention of the item that is ranked (Xiao et al., 2020): Σ_l softmax(MLP([t_l, u_l, t_l − u_l, t_l ⊙ u_l]))
/// u_l over the items, where t_l is the target alone, or with the position's own vector behind it, projected to m.
/// </summary>
sealed class InterestAttention
{
    readonly Scope _scope;
    readonly Tensor? _positions;
    readonly Linear? _projection;
    readonly ItemScores _scores;

    /// <summary>Makes <c>attn_mlp</c> under the scope, with positions <c>pos_emb</c> and <c>W_proj</c> too.</summary>
    /// <param name="scope">The layer's name.</param>
    /// <param name="width">m.</param>
    /// <param name="length">L.</param>
    /// <param name="positionWidth">Numbers of a position's vector; 0 for no positions.</param>
    /// <param name="network">Hidden layers of the network, which ends in one number.</param>
    public InterestAttention(Scope scope, int width, int length, int positionWidth, MlpOptions network)
    {
        _scope = scope;
        if (positionWidth > 0)
        {
            _positions = scope.Add("pos_emb", [length, positionWidth], Initialisers.Zeros);
            _projection = new Linear(scope.Sub("W_proj"), width + positionWidth, width);
        }

        _scores = new ItemScores(scope.Sub("attn_mlp"), width, network);
    }

    /// <summary>The weights, [B, L]; and the interest.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/weights", Weights, SiteKind.Vector), new(name, _scope.Path, SiteKind.Vector),
    ];

    /// <summary>Histories [B, L, m], targets [B, m], which positions hold items [B, L], bool → [B, m].</summary>
    public Tensor Apply(Tensor history, Tensor target, Tensor items, ForwardPass pass)
    {
        var beside = target.unsqueeze(1).expand_as(history);
        if (_positions is not null)
        {
            var positions = _positions.unsqueeze(0).expand(history.shape[0], -1, -1);
            beside = _projection!.Apply(cat([beside, positions], -1), pass);
        }

        var weights = AttentionMask.Hide(_scores.Apply(beside, history, pass), items).softmax(-1);
        pass.Observe(Weights, weights);
        return pass.Observe(_scope.Path, weights.unsqueeze(1).matmul(history).squeeze(1));
    }

    string Weights => $"{_scope.Path}.weights";
}
