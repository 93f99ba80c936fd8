using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// DIEN in FuxiCTR's set for long histories: the recurrences of <see cref="Dien"/> on one history; a network on [other
/// fields, item, interest].
/// </summary>
public sealed class LongDien : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "LongDIEN", [.. LongHistory.Keys, .. DienKeys.All, .. DienKeys.Network.Keys],
        (config, schema, seed) => new LongDien(From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly LongHistory _input;
    readonly InterestEvolution _evolution;
    readonly Mlp _network;

    /// <summary>Builds the model for options with one pair.</summary>
    public LongDien(DienOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = AddHistories("embedding_layer", options.Width, options.Pairs);
        _input = new LongHistory(_fields);
        _evolution = new InterestEvolution(Root, 0, _fields.Width(0), options.Evolution);
        _network = new Mlp(Root.Sub("dnn"), _input.Numbers + _evolution.Outputs, options.Network);
        Sites = [.. _fields.Sites, .. _evolution.Sites("interest"), .. _network.Sites("dnn")];
    }

    /// <inheritdoc/>
    public override long ProductsPerRow => DenseParameters + (_fields.Length(0) - 1) * _evolution.Products;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        var interest = _evolution.Apply(rows, 0, pass);
        return _network.Apply(cat([_input.Fields(rows), interest], 1), pass).flatten();
    }

    static DienOptions From(ConfigSection config, Schema schema) => new()
    {
        Width = DienKeys.Width(config),
        Pairs = [LongHistory.Read(config, schema)],
        Evolution = DienKeys.Evolution(config),
        Network = DienKeys.Network.Read(config, outputs: 1),
    };
}
