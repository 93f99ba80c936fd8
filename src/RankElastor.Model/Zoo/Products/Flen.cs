using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;


/// <summary>
/// FLEN (Chen et al., 2019): fields in three groups by their source, user, item and context. Products of the groups'
/// sums and products within groups, each mixed by three weights, meet the linear part in a ReLU layer; its result and
/// an MLP of all vectors give the logit. All products with weights are without bias.
/// </summary>
public sealed class Flen : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "FLEN", BaselineConfig.Keys,
        (config, schema, seed) => new Flen(Options(config), schema, seed));

    static readonly string[] _sources = ["user", "item", "context"];

    readonly FieldVectors _fields;
    readonly WideLayer _wide;
    readonly long[][] _groups; // the fields of each source
    readonly PairVectors _between;
    readonly PairwiseSum[] _within = [.. _sources.Select(source => new PairwiseSum($"fm_interaction.{source}"))];
    readonly Linear _betweenWeights, _withinWeights, _hidden, _last;
    readonly Mlp _network;

    /// <summary>Builds the model; the network ends in its last hidden layer.</summary>
    public Flen(DnnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _groups = [.. _sources.Select(source => Group(schema, source))];
        _fields = new FieldVectors(AddFields("", width), options.Fields, Parameters);
        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: true);
        _between = new PairVectors(Root.Sub("mf_interaction"), _sources.Length);
        _network = new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network);
        _betweenWeights = new Linear(Root.Sub("r_ij"), _between.Count, 1, bias: false);
        _withinWeights = new Linear(Root.Sub("r_mm"), _sources.Length, 1, bias: false);
        _hidden = new Linear(Root.Sub("w_FwBI.0"), width + 1, width + 1, bias: false);
        _last = new Linear(Root.Sub("w_F"), _network.Outputs + width + 1, 1, bias: false);
        Sites =
        [
            _fields.Site, new Site("sources", "sources"), _between.Site,
            new Site("products/gate", "w_FwBI", SiteKind.Gate), .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        Tensor[] groups = [.. _groups.Select(fields => vectors.index_select(1, tensor(fields)))];
        var sums = pass.Observe("sources", stack([.. groups.Select(group => group.sum(1))], 1)); // [B, 3, E]
        var within = stack([.. groups.Select((group, source) => _within[source].Pool(group, pass))], 2); // [B, E, 3]
        var products = _betweenWeights.Apply(_between.Apply(sums, pass).transpose(1, 2), pass)
            + _withinWeights.Apply(within, pass); // [B, E, 1]
        var hidden = _hidden.Apply(cat([_wide.Apply(batch, pass), products.squeeze(-1)], 1), pass);
        hidden = pass.Observe("w_FwBI", pass.Observe("w_FwBI.1", nn.functional.relu(hidden)));
        return _last.Apply(cat([hidden, _network.Apply(vectors.flatten(1), pass)], 1), pass).flatten();
    }

    static DnnOptions Options(ConfigSection config)
    {
        var units = BaselineConfig.DnnHiddenUnits;
        var network = BaselineConfig.HiddenLayers(config, units, outputs: null);
        return network.HiddenUnits.Count > 0
            ? new DnnOptions { Fields = FieldVectorOptions.Keys.Read(config), Network = network }
            : throw config.Wrong(units.Name, "no hidden layers", "at least one for FLEN");
    }

    static long[] Group(Schema schema, string source)
    {
        var fields = schema.ModelFields;
        long[] group = [.. Enumerable.Range(0, fields.Count).Where(i => fields[i].Source == source)
            .Select(i => (long)i)];
        return group.Length > 0 ? group : throw InputException.At(
            $"{schema.DatasetId}: fields of source '{source}'", "none", "at least one of each of user, item, context");
    }
}
