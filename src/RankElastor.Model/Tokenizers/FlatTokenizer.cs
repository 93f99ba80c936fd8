using RankElastor.Data.Configuration;
using RankElastor.Model.Parameters;

namespace RankElastor.Model.Tokenizers;

/// <summary>One MLP from F·E to T·D (the reference's "vector").</summary>
public sealed record FlatTokenizer(ProjectionOptions Projection) : Tokenizer
{
    internal static Variant<Tokenizer> Variant { get; } =
        new(section => new FlatTokenizer(TokenizerKeys.Projection.Read(section)), "vector", "flat");

    public override TokenLayers Build(Scope scope, TokenShape shape)
    {
        var projection = new Projection(scope.Sub("mlp"), shape.Inputs, shape.Tokens * shape.Width, Projection);
        return new(projection.Apply, projection.Sites);
    }
}
