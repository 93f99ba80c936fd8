using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;

/// <summary>SAM (Cheng and Xue, 2021): layers of self-attention without softmax, then one product.</summary>
public sealed class Sam : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "SAM", SamOptions.Keys,
        (config, schema, seed) => new Sam(SamOptions.From(config), schema, seed));

    readonly SamOptions _options;
    readonly FieldVectors _fields;
    readonly List<SamLayer> _layers = [];
    readonly Tensor? _weight; // [F, 1]
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    public Sam(SamOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _options = options;
        var (count, width, block) = (schema.ModelFields.Count, options.Fields.Width, Root.Sub("block"));
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        _weight = options.Aggregation == SamAggregation.WeightedPooling
            ? block.Add("weight", [count, 1], Initialisers.Ones) : null;
        for (var i = 0; i < (options.Layer.KeepsPairs ? 1 : options.Depth); i++)
        {
            _layers.Add(new SamLayer(block.Sub("layers").Sub(i), count, width, options.Layer));
        }

        var rows = options.Aggregation != SamAggregation.Concat ? 1 : options.Layer.KeepsPairs ? count * count : count;
        _last = new Linear(Root.Sub("fc"), rows * width, 1);
        Sites = [_fields.Site, .. _layers.Select((layer, i) =>
            layer.Site(options.Layer.KeepsPairs ? "similarity" : $"layer{i + 1}"))];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var x = _fields.Apply(batch, pass);
        if (_layers[0].ApplyWith(_last, x, pass) is { } logits)
        {
            return logits.flatten();
        }

        x = _layers.Aggregate(x, (rows, layer) => layer.Apply(rows, pass));
        return _last.Apply(pass.Observe("block", Aggregate(x)), pass).flatten();
    }

    Tensor Aggregate(Tensor x) => _options.Aggregation switch
    {
        SamAggregation.Concat => x.flatten(1),
        SamAggregation.WeightedPooling => (x * _weight!).sum(1),
        SamAggregation.MeanPooling => x.mean([1]),
        _ => x.sum(1),
    };
}
