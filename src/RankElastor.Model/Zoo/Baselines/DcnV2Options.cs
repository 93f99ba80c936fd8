using RankElastor.Data.Configuration;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Low-rank matrices in the crossings.</summary>
/// <param name="Rank">Rank of each expert's matrices, positive.</param>
/// <param name="Experts">Experts, positive.</param>
public sealed record CrossMixtureOptions(int Rank, int Experts);

/// <summary>Options of <see cref="DcnV2"/>.</summary>
public sealed record DcnV2Options
{
    public FieldVectorOptions Fields { get; init; } = new();
    public int Depth { get; init; } = 3;

    /// <summary>Low-rank matrices, or null for full ones.</summary>
    public CrossMixtureOptions? Mixture { get; init; }

    /// <summary>The network on the crossings' result, or null.</summary>
    public MlpOptions? Stacked { get; init; }

    /// <summary>The network beside the crossings, or null.</summary>
    public MlpOptions? Parallel { get; init; }

    static readonly Key<(bool Stacked, bool Parallel)> _structure = Key.Word(
        "model_structure", "Networks on the crossings' result (stacked) or beside the crossings (parallel).",
        ("parallel", (false, true)), ("crossnet_only", (false, false)), ("stacked", (true, false)),
        ("stacked_parallel", (true, true)));

    static readonly Key<IReadOnlyList<int>> _stacked =
        NetworkKeys.Units("stacked_dnn_hidden_units", "Widths of the network on the crossings' result.");
    static readonly Key<IReadOnlyList<int>> _parallel =
        NetworkKeys.Units("parallel_dnn_hidden_units", "Widths of the network beside the crossings.");
    static readonly Key<bool> _isLowRank =
        Key.Flag("use_low_rank_mixture", "Low-rank matrices in the crossings, mixed by experts.");
    static readonly Key<int> _rank =
        Key.Whole("low_rank", "Rank of these matrices.", 32, least: 1, most: Key.MostWidth);
    static readonly Key<int> _experts =
        Key.Whole("num_experts", "Experts that mix them.", 4, least: 1, most: Key.MostLayers);

    internal static IReadOnlyList<Key> Keys { get; } = [_structure, _stacked, _parallel, _isLowRank, _rank, _experts];

    /// <summary>
    /// Reads the keys. Units of a network that the structure has no place for are read and left aside, as in FuxiCTR.
    /// </summary>
    public static DcnV2Options From(ConfigSection config)
    {
        var (stacked, parallel) = _structure.Read(config);
        var mixture = new CrossMixtureOptions(_rank.Read(config), _experts.Read(config));
        return new DcnV2Options
        {
            Fields = FieldVectorOptions.Keys.Read(config),
            Depth = BaselineConfig.Crossings(config),
            Mixture = _isLowRank.Read(config) ? mixture : null,
            Stacked = Network(config, _stacked, stacked),
            Parallel = Network(config, _parallel, parallel),
        };
    }

    /// <summary>
    /// Makes the crossings of vectors of the given width, shown as matrices of so many rows (the fields), or as they
    /// are for 0.
    /// </summary>
    internal (Func<Tensor, ForwardPass, Tensor> Apply, IEnumerable<Site> Sites) Crossings(
        Scope scope, int width, int rows)
    {
        if (Mixture is { } mixture)
        {
            var experts = new CrossNetMixture(scope, width, Depth, mixture.Rank, mixture.Experts, rows);
            return (experts.Apply, experts.Sites);
        }

        var full = new CrossNetV2(scope, width, Depth, rows);
        return (full.Apply, full.Sites);
    }

    static MlpOptions? Network(ConfigSection config, Key<IReadOnlyList<int>> units, bool isUsed)
    {
        if (!isUsed)
        {
            config.Get(units.Name);
            return null;
        }

        var network = BaselineConfig.HiddenLayers(config, units, outputs: null);
        return network.HiddenUnits.Count > 0 ? network
            : throw config.Wrong(units.Name, "no hidden layers", "at least one for this model_structure");
    }
}
