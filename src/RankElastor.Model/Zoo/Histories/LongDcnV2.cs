using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// DCN-V2 (Wang et al., 2021) as FuxiCTR's long-sequence set has it: on all other fields, the item that is ranked and
/// the mean of its history's items, in this order.
/// </summary>
public sealed class LongDcnV2 : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "LongDCNv2", [.. BaselineConfig.Keys, .. DcnV2Options.Keys, .. LongHistory.Keys],
        (config, schema, seed) => new LongDcnV2(
            DcnV2Options.From(config), LongHistory.Read(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly PooledHistory _input;
    readonly DcnV2Network _network;

    /// <summary>Builds the model.</summary>
    public LongDcnV2(DcnV2Options options, HistoryPair pair, Schema schema, int seed) : base(schema, seed)
    {
        _fields = AddHistories("embedding_layer", options.Fields.Width, [pair]);
        _input = new PooledHistory(_fields, options.Fields.Dropout, Parameters);
        _network = new DcnV2Network(Root, options, _input.Numbers, rows: 0);
        Sites = [.. _fields.Sites, PooledHistory.Site, .. _network.Sites];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass) =>
        _network.Apply(_input.Apply(_fields.Lookup(batch, pass), pass), pass);
}
