using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Tokens;
using RankElastor.Model.Zoo.Tasks;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>What entries of models of tokens share.</summary>
static class TokenModels
{
    /// <summary>Refuses a number of tasks other than that of the labels, where every label is learned.</summary>
    /// <exception cref="Data.Files.InputException">It is another.</exception>
    public static void Check(TokenOptions options, ConfigSection config, Schema schema)
    {
        if (options.TaskTokens)
        {
            TaskKeys.Check(config, schema);
        }
    }

    /// <summary>RankElastor's block; its output is the backbone's to name.</summary>
    public static TokenBlock BlockOf(RankElastorBlock block) =>
        new(block.Apply, name => block.Sites(name).SkipLast(1));
}
