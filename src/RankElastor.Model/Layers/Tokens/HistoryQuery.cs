using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Tokens;

// B batch, Q queries, S items, D width

/// <summary>
/// HyFormer's query decoding: S ← S + SwiGLU(rms(S)) where asked for, then Q ← Q + W_o attention(rms(Q), rms(S)) in
/// heads. Padding is never seen and stays zero; of an empty history nothing is added.
/// </summary>
sealed class HistoryQuery
{
    const int Expansion = 2;
    readonly Scope _scope;
    readonly int _heads;
    readonly RmsNorm _queryNorm, _itemNorm;
    readonly RmsNorm? _networkNorm;
    readonly SwiGlu? _network;
    readonly Linear _query, _key, _value, _join;

    public HistoryQuery(Scope scope, int width, int heads, bool network)
    {
        (_scope, _heads) = (scope, heads);
        (_queryNorm, _itemNorm) = (new(scope.Sub("query_norm"), width), new(scope.Sub("item_norm"), width));
        if (network)
        {
            _networkNorm = new RmsNorm(scope.Sub("network_norm"), width);
            _network = new SwiGlu(new PerTokenScope(scope.Sub("network"), 1, ""), width, Expansion * width);
        }

        _query = new Linear(scope.Sub("query"), width, width);
        _key = new Linear(scope.Sub("key"), width, width);
        _value = new Linear(scope.Sub("value"), width, width);
        _join = new Linear(scope.Sub("join"), width, width, bias: false);
    }

    /// <summary>A block's renewed items, the weights of the items, and the queries behind.</summary>
    public IEnumerable<Site> Sites(string block) =>
    [
        .. _network is null ? (Site[])[] : [new($"{block}/items", Items, SiteKind.Padded)],
        new($"{block}/history/weights", $"{_scope.Path}.weights", SiteKind.Attention),
        new($"{block}/history", _scope.Path),
    ];

    /// <summary>Queries [B, Q, D], items [B, S, D], what of them is there [B, S] → queries and items.</summary>
    public (Tensor Queries, Tensor Items) Apply(Tensor queries, Tensor items, Tensor present, ForwardPass pass)
    {
        if (_network is not null)
        {
            var rows = _networkNorm!.Apply(items, pass).flatten(0, 1).unsqueeze(0); // one network for all items
            var renewed = items + _network.Apply(rows, pass).view(items.shape);
            items = pass.Observe(Items, renewed * present.unsqueeze(-1));
        }

        var keys = _itemNorm.Apply(items, pass);
        var weights = pass.Observe($"{_scope.Path}.weights", MaskedAttention.Weights(
            MaskedAttention.Split(_query.Apply(_queryNorm.Apply(queries, pass), pass), _heads),
            MaskedAttention.Split(_key.Apply(keys, pass), _heads), present.unsqueeze(1)));
        var values = MaskedAttention.Split(_value.Apply(keys, pass), _heads);
        var found = _join.Apply(MaskedAttention.Join(weights.matmul(values)), pass);
        return (pass.Observe(_scope.Path, queries + found), items);
    }

    string Items => $"{_scope.Path}.items";
}
