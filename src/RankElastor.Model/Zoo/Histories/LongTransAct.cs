using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// TransAct (Xia et al., 2023) as FuxiCTR's long-sequence set has it: one transformer, its networks on all other
/// fields, the item that is ranked and what the transformer puts out, in this order.
/// </summary>
public sealed class LongTransAct : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "LongTransAct", TransActOptions.LongKeys,
        (config, schema, seed) => new LongTransAct(TransActOptions.FromLong(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly LongHistory _input;
    readonly ActionTransformer _encoder;
    readonly TransActNetwork _network;

    /// <summary>Builds the model.</summary>
    /// <exception cref="Data.Files.InputException">Heads or positions that do not fit the history.</exception>
    public LongTransAct(TransActOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = AddHistories("embedding_layer", options.Width, options.Pairs);
        _input = new LongHistory(_fields);
        _encoder = new ActionTransformer(
            Root.Sub("transformer_encoders"), _fields.Width(0), _fields.Length(0), options.Encoder);
        _network = new TransActNetwork(Root, options, _input.Numbers + _encoder.Outputs);
        Sites = [.. _fields.Sites, .. _encoder.Sites("actions"), .. _network.Sites];
    }

    /// <inheritdoc/>
    public override long ProductsPerRow =>
        DenseParameters + (_fields.Length(0) - 1) * ParametersBelow("transformer_encoders");

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        var encoded = _encoder.Apply(rows, 0, pass);
        return _network.Apply(cat([_input.Fields(rows), encoded], 1), pass);
    }
}
