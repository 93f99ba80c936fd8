using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Model.Tokenizers;

/// <summary>
/// RankUp's (Chen et al., RankUp: towards high-rank representations, 2026): the fields are put in an order that a seed
/// draws and cut into T runs, as equal as F allows, so that a token's fields have nothing in common; each token has an
/// MLP of its own. The order is kept with the weights. Needs T ≤ F.
/// </summary>
public sealed record PermutedTokenizer(int Seed, ProjectionOptions Projection) : Tokenizer
{
    internal static Variant<Tokenizer> Variant { get; } = new(
        section => new PermutedTokenizer(
            TokenizerKeys.Seed.Read(section), TokenizerKeys.Projection.Read(section)),
        "permuted");

    public override TokenLayers Build(Scope scope, TokenShape shape)
    {
        var (tokens, count) = (shape.Tokens, shape.Fields.Count);
        if (tokens > count)
        {
            throw InputException.At("Token_num", $"{tokens}", $"at most {count}, the fields that are dealt to tokens");
        }

        string[] fields = [.. shape.Fields];
        new SeededRandom((ulong)Seed).Fork("fields of tokens").Shuffle<string>(fields);
        FieldGroup[] groups = [.. Enumerable.Range(0, tokens).Select(token =>
            new FieldGroup($"token{token + 1}", fields[(token * count / tokens)..((token + 1) * count / tokens)]))];
        return new SemanticTokenizer(groups, Projection).Build(scope, shape);
    }
}
