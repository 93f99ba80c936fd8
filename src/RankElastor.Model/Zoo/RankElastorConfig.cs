using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Heads;
using RankElastor.Model.Mixing;
using RankElastor.Model.PerToken;
using RankElastor.Model.Tokenizers;

namespace RankElastor.Model.Zoo;

/// <summary>
/// Reads <see cref="RankElastorOptions"/> from the authors' <c>model_config.yaml</c> keys, unchanged, and from ours
/// beside them. <c>RankMixer</c> without further keys is block transpose with GELU networks; <c>RankElastor</c> and
/// <c>UniMixer</c> are full mixing with gated ones.
/// </summary>
static class RankElastorConfig
{
    static readonly Key<string> _interaction =
        Key.Word("interaction_ffn_type", "The kind of network of each token.", ("mlp", "mlp"));
    static readonly string[] _withoutEffect = ["net_dropout", "batch_norm"];

    public static KeyTable<RankElastorOptions> Keys { get; } =
        new(() => Start(new ConfigSection("", new Dictionary<string, object?>())))
    {
        {
            Key.Whole("embedding_dim", "E: numbers per field's embedding.", least: 1, most: Key.MostWidth),
            options => options.EmbeddingWidth
        },
        { Key.Whole("Token_num", "T: tokens.", least: 1, most: Key.MostWidth), options => options.Tokens },
        {
            Key.Whole("Token_dim", "D: numbers per token.", least: 1, most: Key.MostWidth) with
            { DefaultWords = "30; RankMixer: 26" },
            options => options.Width
        },
        {
            Key.Whole("depth", "Blocks of mixing and networks.", least: 0, most: Key.MostLayers),
            options => options.Depth
        },
        {
            Key.Word(
                "pred_head", "How tokens become the logit: an MLP, one product with all of them, or their mean.",
                ("mlp", HeadKind.Mlp), ("flatten", HeadKind.Flatten), ("noparam_mean", HeadKind.Mean),
                ("mean", HeadKind.Mean)),
            options => options.Head
        },
        {
            Key.Real("head_dropout", "Dropout behind the hidden layer of pred_head: mlp.", least: 0, below: 1),
            options => options.HeadDropout
        },
        {
            Key.Flag("head_batch_norm", "Batch normalisation in the hidden layer of pred_head: mlp."),
            options => options.HeadBatchNorm
        },
        {
            Key.Word(
                "norm_placement",
                "Norms as in the reference's code, after mixing and network as in RankMixer, or before them alone, "
                    + "so that tokens keep their size.",
                ("reference", NormPlacement.Between), ("paper", NormPlacement.AfterEach),
                ("before", NormPlacement.Before)),
            options => options.Placement
        },
        _interaction,
        PerTokenConfig.Section,
    };

    public static IReadOnlyList<Key> AllKeys { get; } = [.. Keys, .. TokenizerKeys.All, .. TokenMixing.Keys];

    public static RankElastorModel Create(ConfigSection config, Schema schema, int seed) =>
        new(Read(config), schema, seed, [.. _withoutEffect
            .Where(key => config.Get(key) is not (null or false or 0L or 0.0))
            .Select(key => $"{config.Where}: {key} has no effect on this model (the reference ignores it too)")]);

    public static RankElastorOptions Read(ConfigSection config) => Keys.Read(config, Start(config));

    static RankElastorOptions Start(ConfigSection config)
    {
        var isRankMixer = string.Equals(config.Text("model"), "RankMixer", StringComparison.OrdinalIgnoreCase);
        var mixings = TokenMixing.Read(config, isRankMixer ? "2" : "999");
        return new RankElastorOptions
        {
            EmbeddingWidth = 10,
            Tokens = 26,
            Width = isRankMixer ? 26 : 30,
            Tokenizer = Tokenizer.Read(config),
            Mixing = mixings[0],
            BlockMixings = mixings.Count > 1 ? mixings : [],
            PerToken = PerTokenConfig.Read(config, isRankMixer),
        };
    }
}
