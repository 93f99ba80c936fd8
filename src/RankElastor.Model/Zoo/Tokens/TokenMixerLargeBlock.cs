using RankElastor.Data.Files;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Tokens;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tokens;

// B batch, T tokens, D width, H heads

/// <summary>
/// H = Mix(X); H ← H + P₁(rms(H)); R = Mix⁻¹(H); X ← X + P₂(rms(R)). P₁ has a network for each of the H tokens of width
/// T·D/H, P₂ one for each of the T: <see cref="SwiGlu"/> or <see cref="SharedExperts"/>.
/// </summary>
sealed class TokenMixerLargeBlock
{
    readonly string _path;
    readonly int _tokens, _heads;
    readonly RmsNorm _mixedNorm, _norm;
    readonly Func<Tensor, ForwardPass, Tensor> _mixedNetwork, _network;
    readonly List<Func<string, IEnumerable<Site>>> _sites = [];

    public TokenMixerLargeBlock(Scope scope, int tokens, int width, TokenMixerLargeOptions options)
    {
        (_path, _tokens) = (scope.Path, tokens);
        _heads = options.Heads == 0 ? tokens : options.Heads;
        if (width % _heads != 0)
        {
            throw InputException.At("Token_dim", $"{width}", $"a multiple of {_heads}, the heads of the mixing"
                + (options.Heads == 0 ? " (all tokens, unless num_heads is given)" : ""));
        }

        var mixedWidth = tokens * (width / _heads);
        _mixedNorm = new RmsNorm(scope.Sub("norm1"), mixedWidth);
        _mixedNetwork = Network(scope.Sub("network1"), _heads, mixedWidth, options);
        _norm = new RmsNorm(scope.Sub("norm2"), width);
        _network = Network(scope.Sub("network2"), tokens, width, options);
    }

    /// <summary>Mixed tokens before and behind their network, gates, and the tokens that P₂ reads.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/mixing", $"{_path}.mixing"), .. _sites[0]($"{name}/mixed"),
        new($"{name}/mixed", $"{_path}.mixed"), .. _sites[1]($"{name}/ffn"),
    ];

    /// <summary>[B, T, D] → [B, T, D].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var mixed = pass.Observe($"{_path}.mixing", HeadMixing.Mix(x, _heads)); // [B, H, T·D/H]
        mixed = pass.Observe($"{_path}.mixed", mixed + PerToken(_mixedNetwork, _mixedNorm.Apply(mixed, pass), pass));
        var reverted = HeadMixing.Undo(mixed, _tokens);
        return pass.Observe(_path, x + PerToken(_network, _norm.Apply(reverted, pass), pass));
    }

    static Tensor PerToken(Func<Tensor, ForwardPass, Tensor> network, Tensor x, ForwardPass pass) =>
        network(x.transpose(0, 1), pass).transpose(0, 1);

    Func<Tensor, ForwardPass, Tensor> Network(Scope scope, int tokens, int width, TokenMixerLargeOptions options)
    {
        var (stacked, hidden) = (new PerTokenScope(scope, tokens, ""), Math.Max(1, (int)(options.Expansion * width)));
        if (options.Experts is { } experts)
        {
            var mixture = new SharedExperts(stacked, width, hidden, experts);
            _sites.Add(mixture.Sites);
            return mixture.Apply;
        }

        var network = new SwiGlu(stacked, width, hidden, options.OutputDeviation);
        _sites.Add(network.Sites);
        return network.Apply;
    }
}
