using RankElastor.Data.Configuration;
using RankElastor.Model.Activations;

namespace RankElastor.Model.Tokenizers;

/// <summary>The keys that say how embeddings become tokens.</summary>
static class TokenizerKeys
{
    public static Key<bool> Used { get; } =
        Key.Flag("use_tokenizer", "False: embeddings are only reshaped, which needs F E = T D.", true);

    public static Key<Variant<Tokenizer>> Kind { get; } = Tokenizer.All.Key(
        "trans_type",
        "One MLP on equal chunks (matrix), one on all fields (vector), one per group of fields, or one per token of "
            + "fields that a seed draws (permuted).",
        "matrix");

    public static Key<int> Seed { get; } = Key.Whole("permutation_seed", "Fixes permuted.");

    public static KeyTable<ProjectionOptions> Projection { get; } =
        new(() => new ProjectionOptions { HiddenUnits = [500] })
    {
        {
            Key.Wholes(
                "hidden_units", "Widths of the hidden layers; [] for one product.", most: Key.MostWidth),
            options => options.HiddenUnits
        },
        {
            Activation.All.Key("activation", "Activation of the hidden layers.", "relu"),
            options => options.Activation
        },
        { Key.Real("dropout", "Dropout after each activation.", least: 0, below: 1), options => options.Dropout },
        { Key.Flag("use_layer_norm", "RMSNorm before each activation."), options => options.Norm },
        {
            Key.Flag("batch_norm", "Batch normalisation before each activation, in place of RMSNorm."),
            options => options.BatchNorm
        },
    };

    public static Key<string> GroupName { get; } =
        Key.Text("name", "The token's name.") with
        { Allowed = "the name of a token", IsRequired = true, Example = "user" };

    public static Key<IReadOnlyList<string>> GroupFields { get; } = Key.Texts("fields", "Its fields.") with
    { Example = "[user_id, age]" };

    public static Key<IReadOnlyList<ConfigSection>> Groups { get; } =
        Key.Mappings("groups", "The tokens of trans_type semantic, one group of fields each.", GroupName, GroupFields);

    public static Key<ConfigSection?> Section { get; } =
        Key.Mapping("proj_param", "The tokenizer.", [Kind, .. Projection, Groups, Seed]);

    public static IReadOnlyList<Key> All { get; } = [Used, Section];
}
