using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;


/// <summary>Options of <see cref="Hofm"/>.</summary>
public sealed record HofmOptions
{
    /// <summary>Most fields that interact, at least 2 and at most all.</summary>
    public int Order { get; init; } = 3;

    /// <summary>Widths of the vectors for 2, 3, … fields; a single one is for all.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [10];

    /// <summary>The same vectors for every order.</summary>
    public bool SharesVectors { get; init; }

    /// <summary>Dropout of the vectors' entries.</summary>
    public double Dropout { get; init; }

    static readonly Key<IReadOnlyList<int>> _widths = Key.Wholes(
        "embedding_dim", "Numbers per field's embedding, for all orders or for 2, 3, … fields.", [10],
        most: Key.MostWidth, canBeEmpty: false) with
    { DefaultWords = "10", Example = "[10, 4]" };

    /// <summary>The keys.</summary>
    internal static KeyTable<HofmOptions> Keys { get; } = new(() => new HofmOptions())
    {
        {
            Key.Whole("order", "The most fields that interact.", least: 2, most: Key.MostLayers),
            options => options.Order
        },
        { _widths, options => options.Widths },
        { Key.Flag("reuse_embedding", "The same vectors for every order."), options => options.SharesVectors },
        {
            FieldVectorOptions.Keys.OfType<Key<double>>().Single(),
            options => options.Dropout
        },
    };

    /// <summary>Reads the keys.</summary>
    public static HofmOptions From(ConfigSection config)
    {
        var options = Keys.Read(config);
        var sets = options.SharesVectors ? 1 : options.Order - 1;
        return options.Widths.Count == 1 || options.Widths.Count == sets ? options : throw config.Wrong(
            _widths.Name, $"{options.Widths.Count} values",
            sets == 1 ? "one" : $"one, or {sets}: one for each order from 2 on");
    }
}

/// <summary>
/// HOFM (Blondel et al., 2016): logit = b + Σ_f w_f + Σ_k, for k = 2 … order, of the sum over all sets of k fields
/// of the numbers of their vectors' product.
/// </summary>
public sealed class Hofm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "HOFM", [.. HofmOptions.Keys],
        (config, schema, seed) => new Hofm(HofmOptions.From(config), schema, seed));

    readonly List<FieldVectors> _sets = []; // one, or one for each order from 2 on
    readonly WideLayer _wide;
    readonly PairwiseSum _pairs = new("inner_product_layer");
    readonly int _order;

    /// <summary>Builds the model.</summary>
    public Hofm(HofmOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _order = options.Order <= schema.ModelFields.Count ? options.Order : throw InputException.At(
            "order", $"{options.Order}", $"at most {schema.ModelFields.Count}, the number of fields");
        for (var i = 0; i < (options.SharesVectors ? 1 : _order - 1); i++)
        {
            var fields = new FieldVectorOptions
            {
                Width = options.Widths[options.Widths.Count == 1 ? 0 : i],
                Dropout = options.Dropout,
            };
            var path = options.SharesVectors ? "embedding_layer" : $"embedding_layers.{i}";
            _sets.Add(new FieldVectors(AddFields(path, fields.Width), fields, Parameters));
        }

        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: true);
        var further = _sets.Skip(1).Select((set, i) => set.Site with { Name = $"embedding{i + 3}" });
        Sites = [_sets[0].Site, .. further, _pairs.Site];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        Tensor[] vectors = [.. _sets.Select(set => set.Apply(batch, pass))];
        var logits = _wide.Apply(batch, pass) + _pairs.Apply(vectors[0], pass);
        if (vectors.Length == 1)
        {
            var shared = SymmetricSums.Of(vectors[0], _order);
            return shared.Skip(2).Aggregate(logits, (all, sums) => all + sums.sum(1, keepdim: true)).flatten();
        }

        for (var order = 3; order <= _order; order++)
        {
            logits += SymmetricSums.Of(vectors[order - 2], order)[^1].sum(1, keepdim: true);
        }

        return logits.flatten();
    }
}
