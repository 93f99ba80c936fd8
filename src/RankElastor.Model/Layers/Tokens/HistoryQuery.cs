using RankElastor.Model.Layers.Attention;
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
    readonly HeadAttention _attention;
    readonly RmsNorm _queryNorm, _itemNorm;
    readonly RmsNorm? _networkNorm;
    readonly SwiGlu? _network;
    readonly Linear _query, _key, _value, _join;

    public HistoryQuery(Scope scope, int width, int heads, bool network)
    {
        _scope = scope;
        var head = HeadAttention.WidthOf(width, heads);
        _attention = new HeadAttention($"{scope.Path}.weights", heads, head, head);
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
        _attention.Site($"{block}/history"),
        new($"{block}/history", _scope.Path),
    ];

    /// <summary>Queries [B, Q, D], items [B, S, D], or [N, D] without padding → queries and items.</summary>
    public (Tensor Queries, Tensor Items) Apply(Tensor queries, Tensor items, TokenRows rows, ForwardPass pass)
    {
        if (_network is not null)
        {
            var one = _networkNorm!.Apply(items, pass).view(1, -1, items.shape[^1]); // one network for all items
            items = rows.Blank(items + _network.Apply(one, pass).view(items.shape));
            pass.ObserveMade(Items, () => rows.Shown(items));
        }

        var keys = _itemNorm.Apply(items, pass);
        var parts = new HeadParts(
            new(_query.Apply(_queryNorm.Apply(queries, pass), pass), 0), new(_key.Apply(keys, pass), 0),
            new(_value.Apply(keys, pass), 0));
        var found = _join.Apply(rows.Attend(_attention, parts, pass), pass);
        return (pass.Observe(_scope.Path, queries + found), items);
    }

    string Items => $"{_scope.Path}.items";
}
