using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Activations;
using RankElastor.Model.Heads;
using RankElastor.Model.Mixing;
using RankElastor.Model.PerToken;
using RankElastor.Model.Tokenizers;

namespace RankElastor.Model.Zoo;

/// <summary>
/// Reads <see cref="RankElastorOptions"/> from the authors' <c>model_config.yaml</c> keys, unchanged, and from ours beside them. <c>RankMixer</c> without further keys is block transpose
/// with GELU networks; <c>RankElastor</c> and <c>UniMixer</c> are full mixing with gated ones.
/// </summary>
public static class RankElastorConfig
{
    static readonly string[] _withoutEffect = ["net_dropout", "batch_norm"];
    static readonly IReadOnlyList<int> _hidden = [64, 64];

    /// <summary>Builds the model that the section describes.</summary>
    public static RankElastorModel Create(ConfigSection config, Schema schema, int seed) =>
        new(Read(config), schema, seed, [.. _withoutEffect.Where(key => config.Get(key) is not (null or false or 0L or 0.0))
            .Select(key => $"{config.Where}: {key} has no effect on this model (the reference ignores it too)")]);

    /// <summary>The options that the section describes.</summary>
    public static RankElastorOptions Read(ConfigSection config)
    {
        var rankMixer = string.Equals(config.Text("model"), "RankMixer", StringComparison.OrdinalIgnoreCase);
        return new RankElastorOptions
        {
            EmbeddingWidth = config.Whole("embedding_dim", 10),
            Tokens = config.Whole("Token_num", 26),
            Width = config.Whole("Token_dim", rankMixer ? 26 : 30),
            Depth = NotNegative(config, "depth", config.Whole("depth", 1)),
            Tokenizer = Tokenizer.Read(config),
            Mixing = TokenMixing.Read(config, rankMixer ? "2" : "999"),
            PerToken = PerTokenOf(config, rankMixer),
            Head = HeadOf(config),
            Placement = config.Choice("norm_placement", "reference", "reference", "paper") == "paper" ? NormPlacement.AfterEach : NormPlacement.Between,
        };
    }

    static HeadKind HeadOf(ConfigSection config) => config.Choice("pred_head", "mlp", "mlp", "flatten", "noparam_mean", "mean") switch
    {
        "mlp" => HeadKind.Mlp,
        "flatten" => HeadKind.Flatten,
        _ => HeadKind.Mean,
    };

    static PerTokenOptions PerTokenOf(ConfigSection config, bool rankMixer)
    {
        config.Choice("interaction_ffn_type", "mlp", "mlp");
        var section = config.Section("interaction_mlp_params") ?? new ConfigSection($"{config.Where}.interaction_mlp_params", new Dictionary<string, object?>());
        return new PerTokenOptions
        {
            HiddenUnits = section.Wholes("hidden_units", rankMixer ? [200, 200] : _hidden),
            Kind = KindOf(section, rankMixer),
            Dropout = Dropout(section),
            Norm = section.Flag("use_layer_norm", !rankMixer),
            Bias = section.Flag("bias", true),
        };
    }

    static PerTokenKind KindOf(ConfigSection section, bool rankMixer)
    {
        var name = section.Text("activation", rankMixer ? "gelu" : "swiglu")!;
        var gate = Activation.Parse($"{section.Where}: gate", section.Text("gate", "gelu")!);
        var expansion = section.Number("expansion_rate", 3);
        if (section.Section("experts") is { } experts)
        {
            return new PerTokenKind.Sparse(ExpertsOf(experts, Activation.Parse($"{section.Where}: activation", name)));
        }

        return name.ToLowerInvariant() switch
        {
            "swiglu" => new PerTokenKind.Gated(expansion, gate),
            "swiglu-mhc" => new PerTokenKind.GatedHyper(expansion, gate, section.Whole("hyper_streams", 4), section.Whole("sinkhorn_iterations", 20)),
            _ => new PerTokenKind.Plain(Activation.Parse($"{section.Where}: activation", name)),
        };
    }

    static SparseMixtureOptions ExpertsOf(ConfigSection section, Activation activation) => new()
    {
        Experts = section.Whole("number", 4) is var number and > 0 ? number : throw section.Wrong("number", section.Get("number"), "a whole number ≥ 1"),
        Activation = activation,
        TargetSparsity = section.Number("target_sparsity", 0.5) is var share and >= 0 and < 1
            ? share
            : throw section.Wrong("target_sparsity", section.Get("target_sparsity"), "[0, 1)"),
        DenseTraining = section.Flag("dense_training", false),
    };

    static double Dropout(ConfigSection section) => section.Number("dropout", 0) is var probability and >= 0 and < 1
        ? probability
        : throw section.Wrong("dropout", section.Get("dropout"), "[0, 1)");

    static int NotNegative(ConfigSection config, string key, int value) => value >= 0 ? value : throw config.Wrong(key, value, "a whole number ≥ 0");
}
