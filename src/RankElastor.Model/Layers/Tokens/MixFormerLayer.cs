using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Tokens;

// B batch, T tokens, D width, S items

/// <summary>
/// MixFormer's layer (Huang et al., MixFormer: co-scaling up dense and sequence, 2026), our reading: P = X +
/// mix(rms(X)), Q = P + FFN(rms(P)); H = S + SwiGLU(rms(S)); z_t = q_t + attention(q_t, K_t h_t, V_t h_t) with part t
/// of D numbers of each item; X' = Z + FFN(rms(Z)), the FFNs <see cref="SwiGlu"/> of each token.
/// </summary>
/// <remarks>
/// Decoupled, the first tokens, those of the user, receive nothing of the others in the mixing: they are then the same
/// for all items that are ranked for a user. An empty history adds nothing.
/// </remarks>
sealed class MixFormerLayer
{
    readonly Scope _scope;
    readonly int _tokens, _width, _ofUser;
    readonly RmsNorm _mixNorm, _queryNorm, _itemNorm, _outputNorm;
    readonly SwiGlu _queryNetwork, _itemNetwork, _outputNetwork;
    readonly PerTokenLinear _key, _value;
    readonly HeadAttention _attention;

    public MixFormerLayer(Scope scope, int tokens, int width, int hidden, int ofUser)
    {
        (_scope, _tokens, _width, _ofUser) = (scope, tokens, width, ofUser);
        (_mixNorm, _queryNorm) = (new(scope.Sub("mix_norm"), width), new(scope.Sub("query_norm"), width));
        _itemNorm = new RmsNorm(scope.Sub("item_norm"), tokens * width);
        _outputNorm = new RmsNorm(scope.Sub("output_norm"), width);
        _queryNetwork = new SwiGlu(Stacked("query_network", tokens), width, hidden);
        _itemNetwork = new SwiGlu(Stacked("item_network", 1), tokens * width, tokens * width);
        _outputNetwork = new SwiGlu(Stacked("output_network", tokens), width, hidden);
        _key = new PerTokenLinear(Stacked("key", tokens), width, width, bias: false);
        _attention = new HeadAttention($"{scope.Path}.weights", tokens, width, width);
        _value = new PerTokenLinear(Stacked("value", tokens), width, width, bias: false);

        PerTokenScope Stacked(string name, int count) => new(scope.Sub(name), count, "");
    }

    /// <summary>The queries, the items that they ask and their weights, and the tokens behind.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/mixing", $"{_scope.Path}.mixing"), new($"{name}/items", Items, SiteKind.Padded),
        _attention.Site(name),
        new($"{name}/history", $"{_scope.Path}.history"), new(name, _scope.Path),
    ];

    /// <summary>Tokens [B, T, D], items [B, S, T·D], or [N, T·D] without padding → tokens and items.</summary>
    public (Tensor Tokens, Tensor Items) Apply(Tensor x, Tensor items, TokenRows rows, ForwardPass pass)
    {
        var mixed = x + Decoupled(HeadMixing.Mix(_mixNorm.Apply(x, pass), _tokens));
        var queries = pass.Observe(
            $"{_scope.Path}.mixing", mixed + PerToken(_queryNetwork.Apply, _queryNorm.Apply(mixed, pass), pass));
        var one = _itemNorm.Apply(items, pass).view(1, -1, items.shape[^1]);
        items = rows.Blank(items + _itemNetwork.Apply(one, pass).view(items.shape));
        pass.ObserveMade(Items, () => rows.Shown(items));
        var parts = items.view(-1, _tokens, _width).transpose(0, 1); // [T, all items, D]
        var found = rows.Attend(_attention, new HeadParts(
            new(queries.flatten(1).unsqueeze(1), 0), Part(_key), Part(_value)), pass); // [B, 1, T·D]
        var z = pass.Observe($"{_scope.Path}.history", queries + found.view(queries.shape));
        var output = z + PerToken(_outputNetwork.Apply, _outputNorm.Apply(z, pass), pass);
        return (pass.Observe(_scope.Path, output), items);

        HeadPart Part(PerTokenLinear map) =>
            new(map.Apply(parts, pass).transpose(0, 1).reshape(items.shape), 0);
    }

    string Items => $"{_scope.Path}.items";

    static Tensor PerToken(Func<Tensor, ForwardPass, Tensor> network, Tensor x, ForwardPass pass) =>
        network(x.transpose(0, 1), pass).transpose(0, 1);

    /// <summary>Without the others' numbers in the user's tokens.</summary>
    Tensor Decoupled(Tensor mixed)
    {
        if (_ofUser == 0)
        {
            return mixed;
        }

        var user = mixed.narrow(1, 0, _ofUser);
        var own = user.narrow(2, 0, (long)_ofUser * (_width / _tokens)); // what came from the user's tokens
        var none = zeros_like(user.narrow(2, own.shape[2], _width - own.shape[2]));
        return cat([cat([own, none], 2), mixed.narrow(1, _ofUser, _tokens - _ofUser)], 1);
    }
}
