using RankElastor.Data.Configuration;
using RankElastor.Model.Layers;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Low-rank matrices in the crossings.</summary>
/// <param name="Rank">Rank of each expert's matrices, positive.</param>
/// <param name="Experts">Experts, positive.</param>
public sealed record CrossMixtureOptions(int Rank, int Experts);

/// <summary>Options of <see cref="DcnV2"/>.</summary>
public sealed record DcnV2Options
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Crossings.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Low-rank matrices, or null for full ones.</summary>
    public CrossMixtureOptions? Mixture { get; init; }

    /// <summary>The network on the crossings' result, or null.</summary>
    public MlpOptions? Stacked { get; init; }

    /// <summary>The network beside the crossings, or null.</summary>
    public MlpOptions? Parallel { get; init; }

    /// <summary>
    /// Reads <c>model_structure</c> (crossnet_only, stacked, parallel, stacked_parallel), <c>stacked_dnn_hidden_units</c>,
    /// <c>parallel_dnn_hidden_units</c>, <c>num_cross_layers</c> or the older <c>crossing_layers</c>, <c>use_low_rank_mixture</c>, <c>low_rank</c> and
    /// <c>num_experts</c>. Units of a network that the structure has no place for are read and left aside, as in FuxiCTR.
    /// </summary>
    public static DcnV2Options From(ConfigSection config)
    {
        var structure = config.Choice("model_structure", "parallel", "crossnet_only", "stacked", "parallel", "stacked_parallel");
        var mixture = new CrossMixtureOptions(config.Positive("low_rank", 32), config.Positive("num_experts", 4));
        return new DcnV2Options
        {
            Fields = FieldVectorOptions.From(config),
            Depth = config.Positive("num_cross_layers", config.Positive("crossing_layers", 3)),
            Mixture = config.Flag("use_low_rank_mixture", false) ? mixture : null,
            Stacked = Network(config, "stacked_dnn_hidden_units", structure is "stacked" or "stacked_parallel"),
            Parallel = Network(config, "parallel_dnn_hidden_units", structure is "parallel" or "stacked_parallel"),
        };
    }

    static MlpOptions? Network(ConfigSection config, string key, bool used)
    {
        if (!used)
        {
            config.Get(key);
            return null;
        }

        var network = config.HiddenLayers(key, [], outputs: null);
        return network.HiddenUnits.Count > 0 ? network : throw config.Wrong(key, "no hidden layers", "at least one for this model_structure");
    }
}
