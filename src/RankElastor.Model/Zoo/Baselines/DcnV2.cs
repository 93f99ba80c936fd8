using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>DCN-V2 (Wang et al., 2021): full or low-rank crossings, perhaps with MLPs after or beside them.</summary>
public sealed class DcnV2 : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DCNv2", [.. BaselineConfig.Keys, .. DcnV2Options.Keys],
        (config, schema, seed) => new DcnV2(DcnV2Options.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly Func<Tensor, ForwardPass, Tensor> _cross;
    readonly Mlp? _stacked, _parallel;
    readonly Linear _last;

    public DcnV2(DcnV2Options options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(
            AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters, flat: true);
        var width = _fields.Numbers;
        (_cross, var crossings) = options.Crossings(Root.Sub("crossnet"), width, _fields.Rows);
        _stacked = options.Stacked is null ? null : new Mlp(Root.Sub("stacked_dnn"), width, options.Stacked);
        _parallel = options.Parallel is null ? null : new Mlp(Root.Sub("parallel_dnn"), width, options.Parallel);
        _last = new Linear(Root.Sub("fc"), (_stacked?.Outputs ?? width) + (_parallel?.Outputs ?? 0), 1);
        var stacked = _stacked?.Sites("stacked_dnn") ?? [];
        Warnings = _fields.Warnings;
        Sites = [_fields.Site, .. crossings, .. stacked, .. _parallel?.Sites("parallel_dnn") ?? []];
    }

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var flat = _fields.Apply(batch, pass).flatten(1); // [B, F E]
        var crossed = _cross(flat, pass);
        var deep = _stacked?.Apply(crossed, pass) ?? crossed;
        return _last.Apply(_parallel is null ? deep : cat([deep, _parallel.Apply(flat, pass)], 1), pass).flatten();
    }
}
