using RankElastor.Data.Configuration;
using RankElastor.Model.Activations;

namespace RankElastor.Model.PerToken;

/// <summary>Reads the networks of each token: the section <c>interaction_mlp_params</c>.</summary>
static class PerTokenConfig
{
    static readonly Key<string> _kind =
        Key.Text("activation", "A gated unit, one with hyper-connections, or a plain layer's activation.") with
        {
            Allowed = $"swiglu | swiglu-mhc | {Activation.All.Allowed}",
            DefaultWords = "swiglu; RankMixer: gelu",
            Example = "gelu",
        };

    static readonly Key<Activation> _gate = Activation.All.Key(
        "gate", "Activation of the gated unit's gate.", "gelu");
    static readonly Key<double> _expansion =
        Key.Real("expansion_rate", "Width of the gated unit over the width of its input.", 3, above: 0, most: 1000);
    static readonly Key<int> _streams =
        Key.Whole("hyper_streams", "Residual streams of swiglu-mhc.", 4, least: 1, most: Key.MostLayers);
    static readonly Key<int> _iterations =
        Key.Whole("sinkhorn_iterations", "Sinkhorn steps of swiglu-mhc.", 20, least: 0, most: Key.MostLayers);
    static readonly KeyTable<SparseMixtureOptions> _expertKeys = new(() => new SparseMixtureOptions { Experts = 4 })
    {
        { Key.Whole("number", "Experts per token.", least: 1, most: Key.MostLayers), options => options.Experts },
        {
            Key.Real("target_sparsity", "The share of gates that should be zero.", least: 0, below: 1),
            options => options.TargetSparsity
        },
        { Key.Flag("dense_training", "Dense in training, sparse in inference."), options => options.DenseTraining },
        {
            Key.Word(
                "router", "ReLU gates (target_sparsity, dense_training), noisy top-k, or a random one that stays.",
                ("relu", RouterKind.Relu), ("noisy_top_k", RouterKind.Noisy), ("fixed", RouterKind.Fixed)),
            options => options.Router
        },
        {
            Key.Whole(
                "active", "Experts per token of noisy_top_k; of fixed at the first step.", least: 1,
                most: Key.MostLayers),
            options => options.Active
        },
        {
            Key.Real("importance_weight", "noisy_top_k: weight of the loss that evens gates out.", least: 0),
            options => options.ImportanceWeight
        },
        {
            Key.Real("load_weight", "noisy_top_k: weight of the loss that evens rows out.", least: 0),
            options => options.LoadWeight
        },
        {
            Key.Whole("growth_steps", "fixed: training steps until all experts are active.", least: 1),
            options => options.GrowthSteps
        },
        { Key.Whole("router_seed", "fixed: what the router is drawn from."), options => options.RouterSeed },
    };

    static readonly Key<ConfigSection?> _experts =
        Key.Mapping("experts", "A mixture of experts in place of one network.", _expertKeys);
    static readonly KeyTable<PerTokenOptions> _keys =
        new(() => Start(isRankMixer: false, new PerTokenKind.Plain(Activation.Gelu)))
    {
        {
            Key.Wholes("hidden_units", "Widths of the hidden layers.", most: Key.MostWidth, canBeEmpty: false) with
            { DefaultWords = "[64, 64]; RankMixer: [200, 200]" },
            options => options.HiddenUnits
        },
        { Key.Real("dropout", "Dropout after each hidden layer.", least: 0, below: 1), options => options.Dropout },
        {
            Key.Flag("use_layer_norm", "RMSNorm in each hidden layer.") with
            { DefaultWords = "True; RankMixer: False" },
            options => options.Norm
        },
        { Key.Flag("bias", "Biases in the hidden layers; the last product keeps its own."), options => options.Bias },
    };

    public static Key<ConfigSection?> Section { get; } = Key.Mapping(
        "interaction_mlp_params", "The network of each token.",
        [.. _keys, _kind, _gate, _expansion, _streams, _iterations, _experts]);

    public static PerTokenOptions Read(ConfigSection config, bool isRankMixer)
    {
        var section = Section.In(config);
        return _keys.Read(section, Start(isRankMixer, KindOf(section, isRankMixer ? "gelu" : "swiglu")));
    }

    static PerTokenOptions Start(bool isRankMixer, PerTokenKind kind) =>
        new() { HiddenUnits = isRankMixer ? [200, 200] : [64, 64], Kind = kind, Norm = !isRankMixer };

    static PerTokenKind KindOf(ConfigSection section, string absent)
    {
        var name = _kind.Read(section, absent);
        var (gate, expansion) = (_gate.Read(section), _expansion.Read(section));
        if (_experts.Read(section) is { } experts)
        {
            var activation = Activation.Parse($"{section.Where}: activation", name);
            return new PerTokenKind.Sparse(_expertKeys.Read(experts, new() { Experts = 4, Activation = activation }));
        }

        return name.ToLowerInvariant() switch
        {
            "swiglu" => new PerTokenKind.Gated(expansion, gate),
            "swiglu-mhc" =>
                new PerTokenKind.GatedHyper(expansion, gate, _streams.Read(section), _iterations.Read(section)),
            _ => new PerTokenKind.Plain(Activation.Parse($"{section.Where}: activation", name)),
        };
    }
}
