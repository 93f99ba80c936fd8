using RankElastor.Data.Configuration;
using RankElastor.Model.Fused;
using RankElastor.Model.Tokenizers;

namespace RankElastor.Model.Zoo;

/// <summary>The keys that say how embeddings become tokens.</summary>
static class TokenizerKeys
{
    /// <summary>Whether there is a tokenizer.</summary>
    public static Key<bool> Used { get; } =
        Key.Flag("use_tokenizer", "False: embeddings are only reshaped, which needs F E = T D.", true);

    /// <summary>Its kind, by the reference's names or ours.</summary>
    public static Key<string> Kind { get; } = Key.Word(
        "trans_type", "One MLP on equal chunks (matrix), one on all fields (vector), or one per group of fields.",
        [.. ((string[])["matrix", "chunked", "vector", "flat", "semantic"]).Select(word => (word, word))]);

    /// <summary>The MLP.</summary>
    public static KeyTable<ProjectionOptions> Projection { get; } =
        new(() => new ProjectionOptions { HiddenUnits = [500] })
    {
        {
            Key.Wholes("hidden_units", "Widths of the hidden layers; [] for one product."),
            options => options.HiddenUnits
        },
        {
            ActivationKey.Of("activation", "Activation of the hidden layers.", Activation.Relu),
            options => options.Activation
        },
        { Key.Real("dropout", "Dropout after each activation.", least: 0, below: 1), options => options.Dropout },
        { Key.Flag("use_layer_norm", "RMSNorm before each activation."), options => options.Norm },
    };

    /// <summary>The name of a group.</summary>
    public static Key<string> GroupName { get; } =
        Key.Text("name", "The token's name.") with
        { Allowed = "the name of a token", IsRequired = true, Example = "user" };

    /// <summary>The fields of a group.</summary>
    public static Key<IReadOnlyList<string>> GroupFields { get; } = Key.Texts("fields", "Its fields.") with
    { Example = "[user_id, age]" };

    /// <summary>The groups of a semantic tokenizer.</summary>
    public static Key<IReadOnlyList<ConfigSection>> Groups { get; } =
        Key.Mappings("groups", "The tokens of trans_type semantic, one group of fields each.", GroupName, GroupFields);

    /// <summary>The section.</summary>
    public static Key<ConfigSection?> Section { get; } =
        Key.Mapping("proj_param", "The tokenizer.", [Kind, .. Projection, Groups]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Key> All { get; } = [Used, Section];
}
