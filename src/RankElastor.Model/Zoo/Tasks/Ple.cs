using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tasks;

/// <summary>Options of <see cref="Ple"/>.</summary>
public sealed record PleOptions
{
    static KeyTable<PleOptions> Own { get; } = new(() => new PleOptions { Experts = null! })
    {
        {
            Key.Whole("num_layers", "Layers of experts and gates.", least: 1, most: Key.MostLayers),
            options => options.Layers
        },
        {
            Key.Whole("num_shared_experts", "Experts that all tasks share, a layer.", least: 1, most: Key.MostLayers),
            options => options.SharedExperts
        },
        {
            Key.Whole("num_specific_experts", "Experts of each task, a layer.", least: 1, most: Key.MostLayers),
            options => options.SpecificExperts
        },
        {
            Key.Word(
                "shared_gate", "Experts that the shared stream's gate weighs: the shared ones as in FuxiCTR, or all.",
                ("shared", false), ("all", true)),
            options => options.SharedGateSeesAll
        },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. ExpertOptions.Keys, .. Own];

    /// <summary>Experts, gates and towers.</summary>
    public required ExpertOptions Experts { get; init; }

    /// <summary>Layers.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Experts of a layer that all tasks share.</summary>
    public int SharedExperts { get; init; } = 1;

    /// <summary>Experts of a layer that a task has to itself.</summary>
    public int SpecificExperts { get; init; } = 1;

    /// <summary>
    /// True, as in the paper: the gate of the shared stream weighs the experts of all tasks and the shared ones; false,
    /// as in FuxiCTR: the shared ones alone.
    /// </summary>
    public bool SharedGateSeesAll { get; init; }

    /// <summary>Reads the keys.</summary>
    public static PleOptions From(ConfigSection config) => Own.Read(config) with
    {
        Experts = ExpertOptions.From(config),
    };
}

/// <summary>
/// PLE (Tang et al., Progressive layered extraction, 2020): layers of experts, some of a task, some shared, each task
/// with a stream of its own beside a shared one, then a tower for each task. The shared stream of the last layer feeds
/// nothing, so that its gate has no gradient; it is kept for FuxiCTR's checkpoints.
/// </summary>
public sealed class Ple : MultiTaskModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new("PLE", PleOptions.Keys, (config, schema, seed) =>
    {
        TaskKeys.Check(config, schema);
        return new Ple(PleOptions.From(config), schema, seed);
    });

    readonly List<PleLayer> _layers = [];

    /// <summary>Builds the model.</summary>
    public Ple(PleOptions options, Schema schema, int seed) : base(options.Experts.Fields, schema, seed)
    {
        var width = Inputs;
        for (var layer = 0; layer < options.Layers; layer++)
        {
            _layers.Add(new PleLayer(Root.Sub("cgc_layers").Sub(layer), width, Tasks, options));
            width = _layers[layer].Outputs;
        }

        AddTowers(options.Experts.Tower, width);
        Sites = [Embedding, .. _layers.SelectMany((layer, i) => layer.Sites($"layer{i + 1}")), .. TowerSites];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = Vectors(batch, pass);
        IReadOnlyList<Tensor> streams = [.. Enumerable.Repeat(vectors, Tasks + 1)]; // the last is the shared one
        foreach (var layer in _layers)
        {
            streams = layer.Apply(streams, pass);
        }

        return Towers([.. streams.Take(Tasks)], pass);
    }
}
