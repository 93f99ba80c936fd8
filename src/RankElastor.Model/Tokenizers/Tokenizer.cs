using RankElastor.Data.Files;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Tokenizers;

// B batch, F fields, E embedding width, T tokens, D token width

/// <summary>RMSNorm over all F·E numbers of a row, then one of the ways of <see cref="TokenizerOptions"/> to T tokens of width D.</summary>
public sealed class Tokenizer
{
    readonly int _tokens;
    readonly int _width;
    readonly string _path;
    readonly RmsNorm _preNorm;
    readonly Func<Tensor, ForwardPass, Tensor> _project; // [B, F·E] -> anything that reshapes to [B, T, D]
    readonly Func<string, IEnumerable<Site>> _gates;

    /// <summary>Builds the tokenizer; shapes that do not fit are an <see cref="InputException"/>.</summary>
    public Tokenizer(Scope scope, IReadOnlyList<string> fields, int embeddingWidth, (int Tokens, int Width) shape, TokenizerOptions options)
    {
        (_tokens, _width) = shape;
        _path = scope.Path;
        var size = fields.Count * embeddingWidth;
        _preNorm = new RmsNorm(scope.Sub("pre_norm"), size);
        (_project, _gates) = options switch
        {
            TokenizerOptions.Chunked chunked => Chunked(scope, size, chunked),
            TokenizerOptions.Flat flat => Flat(new Projection(scope.Sub("mlp"), size, _tokens * _width, flat.Projection)),
            TokenizerOptions.Semantic semantic => Semantic(new SemanticProjection(scope, fields, embeddingWidth, shape, semantic)),
            TokenizerOptions.None when size != _tokens * _width => throw new InputException(
                $"Without a tokenizer F·E = {fields.Count}·{embeddingWidth} = {size} must be T·D = {_tokens}·{_width} = {_tokens * _width}"),
            TokenizerOptions.None => ((x, _) => x, _ => []),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options, "Not a tokenizer."),
        };
    }

    /// <summary>The hidden activations, <c>name/gate1</c> …, and the tokens, <paramref name="name"/>.</summary>
    public IEnumerable<Site> Sites(string name) => [.. _gates(name), new Site(name, _path)];

    /// <summary>[B, F, E] → [B, T, D].</summary>
    public Tensor Apply(Tensor embeddings, ForwardPass pass)
    {
        var x = _preNorm.Apply(embeddings.flatten(1), pass);
        return pass.Observe(_path, _project(x, pass).view(-1, _tokens, _width));
    }

    static (Func<Tensor, ForwardPass, Tensor>, Func<string, IEnumerable<Site>>) Flat(Projection projection) => (projection.Apply, projection.Sites);

    static (Func<Tensor, ForwardPass, Tensor>, Func<string, IEnumerable<Site>>) Semantic(SemanticProjection projection) => (projection.Apply, projection.Sites);

    (Func<Tensor, ForwardPass, Tensor>, Func<string, IEnumerable<Site>>) Chunked(Scope scope, int size, TokenizerOptions.Chunked options)
    {
        if (size % _tokens != 0)
        {
            throw new InputException($"The chunked tokenizer cannot cut F·E = {size} numbers into T = {_tokens} tokens; allowed: a divisor of {size}");
        }

        var projection = new Projection(scope.Sub("mlp"), size / _tokens, _width, options.Projection);
        return ((x, pass) => projection.Apply(x.view(-1, _tokens, size / _tokens), pass), projection.Sites);
    }
}
