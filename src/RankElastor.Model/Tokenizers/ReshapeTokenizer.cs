using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Parameters;

namespace RankElastor.Model.Tokenizers;

/// <summary>Reshape only; needs F·E = T·D.</summary>
public sealed record ReshapeTokenizer : Tokenizer
{
    internal static Variant<Tokenizer> Variant { get; } = new(_ => new ReshapeTokenizer(), "none");

    public override TokenLayers Build(Scope scope, TokenShape shape) => shape.Inputs == shape.Tokens * shape.Width
        ? new((x, _) => x, _ => [])
        : throw new InputException("Without a tokenizer "
            + $"F·E = {shape.Fields.Count}·{shape.EmbeddingWidth} = {shape.Inputs} must be "
            + $"T·D = {shape.Tokens}·{shape.Width} = {shape.Tokens * shape.Width}");
}
