using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tasks;

/// <summary>
/// MMoE (Ma et al., Modeling task relationships in multi-task learning with multi-gate mixture-of-experts, 2018):
/// experts on the field vectors, mixed for each task by a gate of its own. OMoE, the paper's comparison, has one gate
/// for all tasks; it is our reading, FuxiCTR has no such model.
/// </summary>
public sealed class Mmoe : MultiTaskModel
{
    static readonly Key<int> _count =
        Key.Whole("num_experts", "Experts that all tasks share.", 4, least: 1, most: Key.MostLayers);

    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = EntryOf("MMoE", sharesGate: false);

    /// <summary>The entry with one gate.</summary>
    internal static ZooModel OneGateEntry { get; } = EntryOf("OMoE", sharesGate: true);

    readonly List<Mlp> _experts = [];
    readonly List<ExpertGate> _gates = [];

    /// <summary>Builds the model; <paramref name="sharesGate"/> makes it OMoE.</summary>
    public Mmoe(int experts, bool sharesGate, ExpertOptions options, Schema schema, int seed)
        : base(options.Fields, schema, seed)
    {
        var layer = Root.Sub("mmoe_layer");
        for (var expert = 0; expert < experts; expert++)
        {
            _experts.Add(new Mlp(layer.Sub("experts").Sub(expert), Inputs, options.Expert));
        }

        for (var gate = 0; gate < (sharesGate ? 1 : Tasks); gate++)
        {
            _gates.Add(new ExpertGate(layer.Sub("gate").Sub(gate), Inputs, experts, options.Gate));
        }

        AddTowers(options.Tower, _experts[0].Outputs);
        Sites =
        [
            Embedding,
            .. _experts.SelectMany((expert, i) => expert.Sites($"expert{i + 1}")),
            new("experts", "mmoe_layer.experts"),
            .. _gates.SelectMany((gate, i) => gate.Sites($"gate{i + 1}")),
            .. TowerSites,
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = Vectors(batch, pass);
        var outputs = pass.Observe(
            "mmoe_layer.experts", stack([.. _experts.Select(expert => expert.Apply(vectors, pass))], 1));
        Tensor[] mixes = [.. _gates.Select(gate => gate.Mix(vectors, outputs, pass))];
        return Towers(mixes.Length == Tasks ? mixes : [.. Enumerable.Repeat(mixes[0], Tasks)], pass);
    }

    static ZooModel EntryOf(string name, bool sharesGate) => new(
        name, [.. ExpertOptions.Keys, _count],
        (config, schema, seed) =>
        {
            TaskKeys.Check(config, schema);
            return new Mmoe(_count.Read(config), sharesGate, ExpertOptions.From(config), schema, seed);
        });
}
