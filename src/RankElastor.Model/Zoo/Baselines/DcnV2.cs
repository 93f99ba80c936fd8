using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
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
    readonly DcnV2Network _network;

    public DcnV2(DcnV2Options options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(
            AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters, flat: true);
        _network = new DcnV2Network(Root, options, _fields.Numbers, _fields.Rows);
        Warnings = _fields.Warnings;
        Sites = [_fields.Site, .. _network.Sites];
    }

    public override Tensor Logits(Batch batch, ForwardPass pass) =>
        _network.Apply(_fields.Apply(batch, pass).flatten(1), pass);
}
