using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tokens;

// B batch, T all tokens, D width

/// <summary>A block of a model of tokens: [B, T, D] → [B, T, D], and what probes see inside, given its name.</summary>
sealed record TokenBlock(Func<Tensor, ForwardPass, Tensor> Apply, Func<string, IEnumerable<Site>> Sites);

/// <summary>
/// Blocks one behind the other; behind each a <see cref="RecallResidual"/>, and after every k blocks the tokens of k
/// blocks before added, where asked for.
/// </summary>
sealed class TokenBackbone
{
    readonly Scope _scope;
    readonly List<TokenBlock> _blocks = [];
    readonly RecallResidual? _recall;
    readonly int _residualEvery;

    public TokenBackbone(Scope scope, TokenOptions options, Func<Scope, TokenBlock> make)
    {
        (_scope, _residualEvery) = (scope, options.ResidualEvery);
        for (var i = 0; i < options.Depth; i++)
        {
            _blocks.Add(make(scope.Sub(i)));
        }

        _recall = options.RecallWidth == 0 ? null
            : new RecallResidual(scope.Sub("recall"), options.Depth, options.Width, options.RecallWidth);
    }

    /// <summary>The blocks' sites, of each its output last: <c>block1</c>.</summary>
    public IEnumerable<Site> Sites => _blocks.SelectMany((block, i) =>
        block.Sites($"block{i + 1}").Append(new Site($"block{i + 1}", Stage(i))));

    /// <summary>[B, T, D] → the outputs of all blocks, the tokens themselves first.</summary>
    public IReadOnlyList<Tensor> Apply(Tensor x, ForwardPass pass)
    {
        List<Tensor> states = [x];
        List<Tensor> compressed = [];
        for (var i = 0; i < _blocks.Count; i++)
        {
            var y = _blocks[i].Apply(x, pass);
            if (_recall is not null)
            {
                compressed.Add(_recall.Compress(i, x, pass));
                y = _recall.Blend(i, y, compressed, pass);
            }

            y = _residualEvery > 0 && (i + 1) % _residualEvery == 0 ? y + states[i + 1 - _residualEvery] : y;
            x = pass.Observe(Stage(i), y);
            states.Add(x);
        }

        return states;
    }

    string Stage(int block) => $"{_scope.Sub(block).Path}.output";
}
