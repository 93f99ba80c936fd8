using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Parameters;

namespace RankElastor.Model.Tokenizers;

/// <summary>
/// RankMixer's: T chunks of F·E / T numbers, one MLP shared by all (the reference's "matrix"). Needs T | F·E.
/// </summary>
public sealed record ChunkedTokenizer(ProjectionOptions Projection) : Tokenizer
{
    internal static Variant<Tokenizer> Variant { get; } =
        new(section => new ChunkedTokenizer(TokenizerKeys.Projection.Read(section)), "matrix", "chunked");

    public override TokenLayers Build(Scope scope, TokenShape shape)
    {
        if (shape.Inputs % shape.Tokens != 0)
        {
            throw new InputException("The chunked tokenizer cannot cut "
                + $"F·E = {shape.Inputs} numbers into T = {shape.Tokens} tokens; allowed: a divisor of {shape.Inputs}");
        }

        var chunk = shape.Inputs / shape.Tokens;
        var projection = new Projection(scope.Sub("mlp"), chunk, shape.Width, Projection);
        return new((x, pass) => projection.Apply(x.view(-1, shape.Tokens, chunk), pass), projection.Sites);
    }
}
