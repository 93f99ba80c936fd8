using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Tokenizers;

// B batch, F fields, E embedding width, T tokens, D token width

/// <summary>RMSNorm over all F·E numbers of a row, then a <see cref="Tokenizer"/>.</summary>
sealed class TokenizerLayer(Scope scope, TokenShape shape, Tokenizer tokenizer)
{
    readonly RmsNorm _preNorm = new(scope.Sub("pre_norm"), shape.Inputs);
    readonly TokenLayers _layers = tokenizer.Build(scope, shape);

    /// <summary>The hidden activations, <c>name/gate1</c> …, and the tokens, <paramref name="name"/>.</summary>
    public IEnumerable<Site> Sites(string name) => [.. _layers.Sites(name), new Site(name, scope.Path)];

    /// <summary>[B, F, E] → [B, T, D].</summary>
    public Tensor Apply(Tensor embeddings, ForwardPass pass)
    {
        var x = _preNorm.Apply(embeddings.flatten(1), pass);
        return pass.Observe(scope.Path, _layers.Apply(x, pass).view(-1, shape.Tokens, shape.Width));
    }
}
