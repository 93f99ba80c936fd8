using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, n = L + 1 tokens, m numbers of a token

/// <summary>How the tokens behind <see cref="BehaviourTransformer"/> become one vector.</summary>
public enum TokenPooling
{
    /// <summary>The mean of the real ones.</summary>
    Mean,

    /// <summary>The sum of the real ones.</summary>
    Sum,

    /// <summary>The target's.</summary>
    Target,

    /// <summary>All side by side, padding too.</summary>
    Concat,
}

/// <summary>Options of <see cref="BehaviourTransformer"/>.</summary>
public sealed record BehaviourTransformerOptions
{
    /// <summary>Each block.</summary>
    public BehaviourBlockOptions Block { get; init; } = new();

    /// <summary>Blocks.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Appends a learned vector of its position to each token.</summary>
    public bool Positions { get; init; } = true;

    /// <summary>Hides later tokens.</summary>
    public bool Causal { get; init; }

    /// <summary>How the tokens become one vector.</summary>
    public TokenPooling Pooling { get; init; }
}

/// <summary>
/// BST's way from a history to a vector (Chen et al., 2019): the items and then the target are tokens; transformer
/// blocks, in which no token but itself sees padding; a pooling.
/// </summary>
sealed class BehaviourTransformer
{
    readonly string _path;
    readonly BehaviourTransformerOptions _options;
    readonly Tensor? _positions;
    readonly List<BehaviourBlock> _blocks = [];
    readonly int _tokens;

    /// <summary>Makes <c>position_emb</c> and <c>transformer_blocks</c> under the scope.</summary>
    /// <param name="scope">The layer's name.</param>
    /// <param name="length">L.</param>
    /// <param name="width">Numbers of an item.</param>
    /// <param name="positionWidth">Numbers of a position's vector.</param>
    /// <param name="options">The rest.</param>
    public BehaviourTransformer(
        Scope scope, int length, int width, int positionWidth, BehaviourTransformerOptions options)
    {
        (_path, _options, _tokens) = (scope.Path, options, length + 1);
        _positions = options.Positions
            ? scope.Add("position_emb", [_tokens, positionWidth], Initialisers.Sinusoids) : null;
        Width = WidthOf(width, positionWidth, options);
        for (var block = 0; block < options.Depth; block++)
        {
            _blocks.Add(new BehaviourBlock(scope.Sub("transformer_blocks").Sub(block), Width, options.Block));
        }
    }

    /// <summary>m.</summary>
    public int Width { get; }

    /// <summary>Numbers of the result.</summary>
    public int Outputs => _options.Pooling == TokenPooling.Concat ? _tokens * Width : Width;

    /// <summary>Multiply-adds of a row beyond one for each parameter.</summary>
    public long RepeatedProducts => 6L * Width * Width * (_tokens - 1) * _options.Depth;

    /// <summary>m of items and positions of so many numbers.</summary>
    public static int WidthOf(int width, int positionWidth, BehaviourTransformerOptions options) =>
        options.Positions ? width + positionWidth : width;

    /// <summary>Each block's, and the vector.</summary>
    public IEnumerable<Site> Sites(string prefix, string name) =>
    [
        .. _blocks.SelectMany((block, i) => block.Sites($"{prefix}block{i + 1}")),
        new(name, $"{_path}.pooled", SiteKind.Vector),
    ];

    /// <summary>A batch's look-up → [B, Outputs]; without padding unless it is put out too.</summary>
    public Tensor Apply(HistoryRows rows, int pair, ForwardPass pass)
    {
        var (x, tokens) = _options.Pooling != TokenPooling.Concat && JaggedTokens.Of(rows, pair, pass) is { } events
            ? Jagged(events, rows.Target(pair)) : Padded(rows.Target(pair), rows.History(pair), rows.Mask(pair));
        x = pass.Observe(_path, _blocks.Aggregate(x, (made, block) => block.Apply(made, tokens, pass)));
        return pass.Observe($"{_path}.pooled", _options.Pooling switch
        {
            TokenPooling.Mean => tokens.Mean(x),
            TokenPooling.Sum => tokens.Sum(x),
            TokenPooling.Target => tokens.Last(x),
            _ => x.flatten(1),
        });
    }

    (Tensor X, TokenRows Tokens) Jagged(HistoryEvents events, Tensor target)
    {
        var (x, places) = events.Places.Append(events.Vectors, target);
        x = _positions is null ? x
            : cat([x, _positions.index_select(0, tensor(events.Places.Positions(joined: true)))], 1);
        return (JaggedTokens.Filled(x), new JaggedTokens(places, _options.Causal));
    }

    /// <summary>Targets [B, m], histories [B, L, m], whether a position holds an item [B, L].</summary>
    (Tensor X, TokenRows Tokens) Padded(Tensor target, Tensor history, Tensor mask)
    {
        var x = cat([history, target.unsqueeze(1)], 1);
        var isReal = cat([mask, ones(mask.shape[0], 1, dtype: ScalarType.Bool)], 1); // [B, n]
        var present = isReal.to(x.dtype).unsqueeze(-1);
        x = _positions is null ? x : cat([x, _positions.unsqueeze(0).expand(x.shape[0], -1, -1)], -1);
        var seen = isReal.unsqueeze(1).logical_or(eye(_tokens, dtype: ScalarType.Bool)); // [B, n, n]
        seen = _options.Causal ? seen.logical_and(ones(_tokens, _tokens).tril().to(ScalarType.Bool)) : seen;
        return (x, new PaddedTokens(present, seen));
    }
}
