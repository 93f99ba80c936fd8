using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Tokens;

/// <summary>
/// U = Mixing(X), V = Norm(U), X' = V + PFFN(V) with RMSNorm, or with LayerNorm behind mixing and network
/// (<c>afterEach</c>), as in RankMixer's paper, or X' = U + PFFN(V) (<c>keepsSize</c>), so that tokens keep their size.
/// </summary>
sealed class RankElastorBlock
{
    readonly string _path;
    readonly MixingLayer _mixing;
    readonly Func<Tensor, ForwardPass, Tensor> _norm;
    readonly PerTokenNetwork _network;
    readonly LayerNorm? _lastNorm;
    readonly bool _keepsSize;

    public RankElastorBlock(
        Scope scope, TokenMixing mixing, int tokens, int width, PerTokenOptions network, bool afterEach = false,
        bool keepsSize = false)
    {
        (_path, _keepsSize) = (scope.Path, keepsSize);
        _mixing = new MixingLayer(scope.Sub("token_mixing"), tokens, width,
            afterEach || keepsSize ? mixing with { PostNorm = false } : mixing);
        _norm = afterEach
            ? new LayerNorm(scope.Sub("layer_norm1"), width).Apply
            : new RmsNorm(scope.Sub("layer_norm1"), width).Apply;
        _network = new PerTokenNetwork(scope.Sub("token_interaction"), tokens, width, network);
        _lastNorm = afterEach ? new LayerNorm(scope.Sub("layer_norm2"), width) : null;
    }

    /// <summary>The sites of the block called <paramref name="name"/>; the last is its output.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/mixing", $"{_path}.token_mixing"),
        new($"{name}/norm", $"{_path}.layer_norm1"),
        .. _network.Sites($"{name}/ffn"),
        new($"{name}/ffn", _path),
    ];

    public Tensor Apply(Tensor x, ForwardPass pass) // [B, T, D] -> [B, T, D]
    {
        var u = _mixing.Apply(x, pass);
        var v = _norm(u, pass);
        var y = _network.Apply(v, pass); // V + PFFN(V)
        y = _keepsSize ? u + (y - v) : y;
        return pass.Observe(_path, _lastNorm is null ? y : _lastNorm.Apply(y, pass));
    }
}
