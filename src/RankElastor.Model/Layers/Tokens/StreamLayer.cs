using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers.Tokens;

// B batch, S tokens of the history, T tokens of fields, D width

/// <summary>
/// OneTrans's layer (Zhang et al., OneTrans, 2026): Z = X + attention(rms(X)), X' = Z + W₂ gelu(W₁ rms(Z)), causal in
/// the stream [history; fields] unless asked otherwise, all maps <see cref="StreamLinear"/>. Only the last tokens of
/// the history are queries, so that the others end here. Padding is never seen and stays zero.
/// </summary>
sealed class StreamLayer
{
    readonly Scope _scope;
    readonly int _fields, _heads;
    readonly bool _causal;
    readonly RmsNorm _attentionNorm, _networkNorm;
    readonly StreamLinear _query, _key, _value, _join, _hidden, _output;

    public StreamLayer(Scope scope, int fields, int width, int heads, int hidden, bool causal)
    {
        (_scope, _fields, _heads, _causal) = (scope, fields, heads, causal);
        (_attentionNorm, _networkNorm) = (new(scope.Sub("norm1"), width), new(scope.Sub("norm2"), width));
        _query = Map("query", width, width);
        _key = Map("key", width, width);
        _value = Map("value", width, width);
        _join = Map("join", width, width);
        _hidden = Map("hidden", width, hidden);
        _output = Map("output", hidden, width);

        StreamLinear Map(string name, int inputs, int outputs) => new(scope.Sub(name), fields, inputs, outputs);
    }

    /// <summary>The attention's weights, Z, X', and the history's tokens of it where some are left.</summary>
    public IEnumerable<Site> Sites(string name, int kept) =>
    [
        new($"{name}/weights", $"{_scope.Path}.weights", SiteKind.Attention),
        new($"{name}/mixing", $"{_scope.Path}.mixing", SiteKind.Padded), new(name, _scope.Path, SiteKind.Padded),
        .. kept == 0 ? (Site[])[] : [new($"{name}/items", $"{_scope.Path}.items", SiteKind.Padded)],
    ];

    /// <summary>
    /// The stream [B, S + T, D] and what of its history is there, 1 or 0 [B, S] → the same of the last
    /// <paramref name="kept"/> tokens of the history and the fields.
    /// </summary>
    public (Tensor Stream, Tensor Present) Apply(Tensor x, Tensor present, int kept, ForwardPass pass)
    {
        var dropped = (int)present.shape[1] - kept;
        var there = cat([present, ones(x.shape[0], _fields, x.dtype)], 1); // [B, S + T]
        var (left, shown) = (Tail(x, dropped), Tail(there, dropped).unsqueeze(-1));
        var normed = _attentionNorm.Apply(x, pass);
        var open = ones(left.shape[1], x.shape[1], x.dtype); // [queries, keys]
        var weights = pass.Observe($"{_scope.Path}.weights", MaskedAttention.Weights(
            MaskedAttention.Split(_query.Apply(Tail(normed, dropped), pass), _heads),
            MaskedAttention.Split(_key.Apply(normed, pass), _heads),
            (_causal ? open.tril(dropped) : open) * there.unsqueeze(1) * shown));
        var values = MaskedAttention.Split(_value.Apply(normed, pass), _heads);
        var z = (left + _join.Apply(MaskedAttention.Join(weights.matmul(values)), pass)) * shown;
        pass.Observe($"{_scope.Path}.mixing", z);
        var hidden = functional.gelu(_hidden.Apply(_networkNorm.Apply(z, pass), pass));
        var stream = pass.Observe(_scope.Path, (z + _output.Apply(hidden, pass)) * shown);
        pass.ObserveMade($"{_scope.Path}.items", () => stream.narrow(1, 0, kept));
        return (stream, Tail(present, dropped));
    }

    static Tensor Tail(Tensor x, int dropped) => dropped == 0 ? x : x.narrow(1, dropped, x.shape[1] - dropped);
}
