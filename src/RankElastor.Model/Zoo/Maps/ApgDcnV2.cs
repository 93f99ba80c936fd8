using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>DCN-V2 whose MLPs' weights are generated for each row: APG (Yan et al., 2022).</summary>
public sealed class ApgDcnV2 : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "APG_DCNv2", [.. BaselineConfig.Keys, .. DcnV2Options.Keys, .. ApgOptions.Keys],
        (config, schema, seed) => new ApgDcnV2(DcnV2Options.From(config), ApgOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly ApgCondition _condition;
    readonly Func<Tensor, ForwardPass, Tensor> _cross;
    readonly GeneratedMlp? _stacked, _parallel;
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    public ApgDcnV2(DcnV2Options options, ApgOptions generation, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        var tables = AddFields("", width);
        _fields = new FieldVectors(tables, options.Fields, Parameters, flat: true);
        _condition = ApgCondition.From(generation, schema.ModelFields, tables, fields =>
            new FieldVectors(AddFields("condition_emb_layer", width, fields), options.Fields, Parameters, flat: true));
        (_cross, var crossings) = options.Crossings(Root.Sub("crossnet"), _fields.Numbers, _fields.Rows);
        _stacked = Network("stacked_dnn", options.Stacked);
        _parallel = Network("parallel_dnn", options.Parallel);
        _last = new Linear(
            Root.Sub("fc"), (_stacked?.Outputs ?? _fields.Numbers) + (_parallel?.Outputs ?? 0), 1);
        var stacked = _stacked?.Sites("stacked_dnn") ?? [];
        Warnings = _fields.Warnings;
        Sites = [_fields.Site, .. crossings, .. stacked, .. _parallel?.Sites("parallel_dnn") ?? []];

        GeneratedMlp? Network(string name, MlpOptions? network) => network is null ? null : new GeneratedMlp(
            Root.Sub(name), _fields.Numbers, network, _condition.Width, generation.Generation);
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var flat = _fields.Apply(batch, pass).flatten(1); // [B, F E]
        var condition = _condition.Of(batch, flat, pass);
        var crossed = _cross(flat, pass);
        var deep = _stacked?.Apply(crossed, condition, pass) ?? crossed;
        return _last.Apply(
            _parallel is null ? deep : cat([deep, _parallel.Apply(flat, condition, pass)], 1), pass).flatten();
    }
}
