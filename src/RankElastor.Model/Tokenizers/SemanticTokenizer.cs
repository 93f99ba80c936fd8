using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Tokenizers;

/// <summary>The fields behind one token.</summary>
public sealed record FieldGroup(string Name, IReadOnlyList<string> Fields);

/// <summary>
/// Token t = MLP_t(embeddings of the fields of group t): one MLP of its own per group. Groups may overlap; every group
/// has at least one field, and there are as many groups as tokens.
/// </summary>
public sealed record SemanticTokenizer(IReadOnlyList<FieldGroup> Groups, ProjectionOptions Projection) : Tokenizer
{
    internal static Variant<Tokenizer> Variant { get; } = new(
        section => new SemanticTokenizer(
            [.. TokenizerKeys.Groups.Read(section).Select(GroupOf)], TokenizerKeys.Projection.Read(section)),
        "semantic");

    public override TokenLayers Build(Scope scope, TokenShape shape)
    {
        if (Groups.Count != shape.Tokens)
        {
            throw InputException.At("Token_num", $"{shape.Tokens}", $"{Groups.Count}, one token per group of fields");
        }

        List<Token> tokens = [.. Groups.Select(group => TokenOf(scope, shape, group))];
        return new(
            (x, pass) =>
            {
                var embeddings = x.view(x.shape[0], -1, shape.EmbeddingWidth);
                return stack([.. tokens.Select(token => token.Apply(embeddings, pass))], 1);
            },
            name => tokens.SelectMany(token => token.Projection.Sites($"{name}/{token.Name}")));
    }

    static FieldGroup GroupOf(ConfigSection group) =>
        new(TokenizerKeys.GroupName.Read(group), TokenizerKeys.GroupFields.Read(group));

    Token TokenOf(Scope scope, TokenShape shape, FieldGroup group)
    {
        long[] indices = [.. group.Fields.Select(field => IndexOf(shape.Fields, group.Name, field))];
        if (indices.Length == 0)
        {
            throw InputException.At($"token group '{group.Name}'", "no fields", "at least one");
        }

        var fields = scope.AddOwnBuffer($"groups.{group.Name}.fields", tensor(indices));
        var inputs = indices.Length * shape.EmbeddingWidth;
        var mlp = scope.Sub($"groups.{group.Name}.mlp");
        return new(group.Name, fields, new Projection(mlp, inputs, shape.Width, Projection));
    }

    static long IndexOf(IReadOnlyList<string> fields, string group, string name) =>
        fields.ToList().IndexOf(name) is var index and >= 0
            ? index
            : throw InputException.At($"token group '{group}'", $"field '{name}'", string.Join(" | ", fields));

    sealed record Token(string Name, Tensor Fields, Projection Projection)
    {
        public Tensor Apply(Tensor embeddings, ForwardPass pass) => // [B, F, E] -> [B, D]
            Projection.Apply(embeddings.index_select(1, Fields).flatten(1), pass);
    }
}
