using RankElastor.Data.Configuration;
using RankElastor.Model.Layers;
using RankElastor.Model.Tokenizers;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Model.Zoo.Tasks;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>What the models of tokens after RankMixer share: fields → tokens → blocks → logits.</summary>
public sealed record TokenOptions
{
    /// <summary>E.</summary>
    public int EmbeddingWidth { get; init; } = 10;

    /// <summary>T, without the tokens that are added.</summary>
    public int Tokens { get; init; } = 26;

    /// <summary>D.</summary>
    public int Width { get; init; } = 26;

    /// <summary>L, ≥ 1.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Embeddings → tokens.</summary>
    public Tokenizer Tokenizer { get; init; } = new ChunkedTokenizer(new ProjectionOptions());

    /// <summary>A token beside those of the fields, which is read in place of the mean of all.</summary>
    public GlobalToken GlobalToken { get; init; }

    /// <summary>A learned token for each label, which is read for this label; else one label is learned.</summary>
    public bool TaskTokens { get; init; }

    /// <summary>What is read of the last block's tokens.</summary>
    public TokenReadoutKind Readout { get; init; }

    /// <summary>What stands on the vector that is read, for each task.</summary>
    public MlpOptions Tower { get; init; } = new()
    {
        HiddenUnits = [],
        Outputs = 1,
    };

    /// <summary>k: after every k blocks the tokens of k blocks before are added; 0 for never.</summary>
    public int ResidualEvery { get; init; }

    /// <summary>Weight of the loss of a second logit that is read at the middle block; 0 for none.</summary>
    public double AuxiliaryWeight { get; init; }

    /// <summary>c: numbers to which <see cref="RecallResidual"/> compresses a token of an earlier block; 0 for none.
    /// </summary>
    public int RecallWidth { get; init; }

    static readonly NetworkKeys _tower = new("dnn_hidden_units", "dnn_activations");

    /// <summary>The keys of a model with these defaults.</summary>
    internal static KeyTable<TokenOptions> KeysFor(TokenOptions absent) => new(() => absent with { })
    {
        {
            Key.Whole("embedding_dim", "E: numbers per field's embedding.", least: 1, most: Key.MostWidth),
            options => options.EmbeddingWidth
        },
        { Key.Whole("Token_num", "T: tokens.", least: 1, most: Key.MostWidth), options => options.Tokens },
        { Key.Whole("Token_dim", "D: numbers per token.", least: 1, most: Key.MostWidth), options => options.Width },
        {
            Key.Whole("depth", "Blocks of mixing and networks.", least: 1, most: Key.MostLayers),
            options => options.Depth
        },
        {
            Key.Word(
                "global_token",
                "A token beside those of the fields, learned or made of all fields; it is read in place of the mean.",
                ("none", GlobalToken.None), ("false", GlobalToken.None), ("learned", GlobalToken.Learned),
                ("true", GlobalToken.Learned), ("fields", GlobalToken.Fields)),
            options => options.GlobalToken
        },
        {
            Key.Flag("task_tokens", "A learned token for each label, read for this label; else one label is learned."),
            options => options.TaskTokens
        },
        {
            Key.Word(
                "pred_head", "What is read: the mean of tokens or the global one, or all tokens by RankMixer's heads.",
                ("pooled", TokenReadoutKind.Pooled), ("mlp", TokenReadoutKind.Mlp),
                ("flatten", TokenReadoutKind.Flatten)),
            options => options.Readout
        },
        {
            Key.Whole(
                "residual_every", "After every so many blocks the tokens of as many blocks before are added; 0: never.",
                least: 0, most: Key.MostLayers),
            options => options.ResidualEvery
        },
        {
            Key.Real("aux_logit_weight", "Weight of the loss of a second logit at the middle block.", least: 0),
            options => options.AuxiliaryWeight
        },
        {
            Key.Whole(
                "deres_width",
                "DeRes: numbers to which tokens of earlier blocks are compressed for every block to recall; 0: none.",
                least: 0, most: Key.MostWidth),
            options => options.RecallWidth
        },
    };

    /// <summary>All keys of such a table, those of the tokenizer and the tower too.</summary>
    internal static IReadOnlyList<Key> All(KeyTable<TokenOptions> keys) =>
        [.. keys, TaskKeys.Count, .. _tower.Keys, .. TokenizerKeys.All];

    /// <summary>Reads them.</summary>
    internal static TokenOptions Read(ConfigSection config, KeyTable<TokenOptions> keys, string tokenizer = "matrix") =>
        keys.Read(config) with
        {
            Tokenizer = Tokenizer.Read(config, tokenizer),
            Tower = _tower.Read(config, outputs: 1),
        };
}

/// <summary>A token beside those of the fields.</summary>
public enum GlobalToken
{
    /// <summary>None.</summary>
    None,

    /// <summary>A learned vector, the same for all rows.</summary>
    Learned,

    /// <summary>One linear map of all fields' vectors.</summary>
    Fields,
}

/// <summary>What of the last block's tokens becomes a logit.</summary>
public enum TokenReadoutKind
{
    /// <summary>The global token, or without one the mean of all tokens.</summary>
    Pooled,

    /// <summary>All tokens side by side, with a hidden layer (<see cref="Heads.HeadKind.Mlp"/>).</summary>
    Mlp,

    /// <summary>All tokens side by side (<see cref="Heads.HeadKind.Flatten"/>).</summary>
    Flatten,
}
