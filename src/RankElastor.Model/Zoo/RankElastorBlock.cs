using RankElastor.Model.Layers;
using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo;

/// <summary>U = Mixing(X), V = Norm(U), X' = V + PFFN(V), with the norms of <see cref="NormPlacement"/>.</summary>
sealed class RankElastorBlock
{
    readonly string _path;
    readonly MixingLayer _mixing;
    readonly Func<Tensor, ForwardPass, Tensor> _norm;
    readonly PerTokenNetwork _network;
    readonly LayerNorm? _lastNorm;

    public RankElastorBlock(Scope scope, TokenMixing mixing, RankElastorOptions options)
    {
        _path = scope.Path;
        var afterEach = options.Placement == NormPlacement.AfterEach;
        _mixing = new MixingLayer(scope.Sub("token_mixing"), options.Tokens, options.Width,
            afterEach ? mixing with { PostNorm = false } : mixing);
        _norm = afterEach
            ? new LayerNorm(scope.Sub("layer_norm1"), options.Width).Apply
            : new RmsNorm(scope.Sub("layer_norm1"), options.Width).Apply;
        _network = new PerTokenNetwork(scope.Sub("token_interaction"), options.Tokens, options.Width, options.PerToken);
        _lastNorm = afterEach ? new LayerNorm(scope.Sub("layer_norm2"), options.Width) : null;
    }

    /// <summary>The sites of the block called <paramref name="name"/>.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/mixing", $"{_path}.token_mixing"),
        new($"{name}/norm", $"{_path}.layer_norm1"),
        .. _network.Sites($"{name}/ffn"),
        new($"{name}/ffn", _path),
    ];

    public Tensor Apply(Tensor x, ForwardPass pass) // [B, T, D] -> [B, T, D]
    {
        var v = _norm(_mixing.Apply(x, pass), pass);
        var y = _network.Apply(v, pass); // V + PFFN(V)
        return pass.Observe(_path, _lastNorm is null ? y : _lastNorm.Apply(y, pass));
    }
}
