using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// DIN in FuxiCTR's set for long histories: the attention of <see cref="Din"/> on one history; a network on [other
/// fields, item, interest].
/// </summary>
public sealed class LongDin : RankingModel
{
    static readonly Key<int> _width = Key.Whole(
        "embedding_dim", "E: numbers per field's embedding.", 10, least: 1, most: Key.MostWidth);
    static readonly NetworkKeys _networkKeys = new("dnn_hidden_units", "dnn_activations", absent: [512, 128, 64]);

    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "LongDIN", [_width, .. LongHistory.Keys, .. DinKeys.All, .. _networkKeys.Keys],
        (config, schema, seed) => new LongDin(From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly LongHistory _input;
    readonly DinAttention _attention;
    readonly Mlp _network;

    /// <summary>Builds the model for options with one pair.</summary>
    public LongDin(DinOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = AddHistories("embedding_layer", options.Width, options.Pairs);
        _input = new LongHistory(_fields);
        _attention = new DinAttention(
            Root.Sub("attention_layers"), _fields.Width(0), options.Attention, options.Softmax);
        _network = new Mlp(Root.Sub("dnn"), _input.Numbers + _fields.Width(0), options.Network);
        Sites = [.. _fields.Sites, .. _attention.Sites("interest"), .. _network.Sites("dnn")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass, trims: !_attention.CountsPadding(pass));
        var interest = _attention.Apply(rows, pair: 0, pass);
        return _network.Apply(cat([_input.Fields(rows), interest], 1), pass).flatten();
    }

    static DinOptions From(ConfigSection config, Schema schema) => new()
    {
        Width = _width.Read(config),
        Pairs = [LongHistory.Read(config, schema)],
        Attention = DinKeys.Attention(config),
        Softmax = DinKeys.Softmax(config),
        Network = _networkKeys.Read(config, outputs: 1),
    };
}
