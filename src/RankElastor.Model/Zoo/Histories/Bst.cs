using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// BST (Chen et al., 2019): a transformer of a history's items and the item that is ranked gives a vector; a network on
/// all fields but the histories and on these vectors.
/// </summary>
public sealed class Bst : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "BST", BstOptions.Keys, (config, schema, seed) => new Bst(BstOptions.From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly List<BehaviourTransformer> _transformers = [];
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    /// <exception cref="InputException">Tokens that heads cannot share.</exception>
    public Bst(BstOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = AddHistories("", options.Width, options.Pairs);
        for (var pair = 0; pair < options.Pairs.Count; pair++)
        {
            var (heads, width) = (options.Transformer.Block.Heads, BehaviourTransformer.WidthOf(
                _fields.Width(pair), options.Width, options.Transformer));
            if (width % heads != 0)
            {
                throw InputException.At(
                    BstOptions.Heads.Name, $"{heads}", $"a divisor of {width}, an item's and its position's numbers");
            }

            _transformers.Add(new BehaviourTransformer(
                Root.Sub("transformer_encoders").Sub(pair), _fields.Length(pair), _fields.Width(pair), options.Width,
                options.Transformer));
        }

        _network = new Mlp(
            Root.Sub("dnn"),
            _fields.WidthOf([.. _fields.Others]) + _transformers.Sum(transformer => transformer.Outputs),
            options.Network);
        Sites =
        [
            .. _fields.Sites,
            .. _transformers.SelectMany((transformer, i) => transformer.Sites(
                _transformers.Count > 1 ? $"history{i + 1}/" : "", $"interest{i + 1}")),
            .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override long ProductsPerRow =>
        DenseParameters + _transformers.Sum(transformer => transformer.RepeatedProducts);

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        Tensor[] interests = [.. _transformers.Select((transformer, pair) => transformer.Apply(
            rows, pair, pass))];
        return _network.Apply(cat([rows.WithoutHistories(), .. interests], 1), pass).flatten();
    }
}
