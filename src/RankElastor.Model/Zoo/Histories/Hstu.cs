using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>
/// HSTU (Zhai et al., 2024) as a ranking model, our reading: tokens are a history's items and then the item that is
/// ranked; behind the layers the last one, with all fields but the histories, goes into a network. Items are moved
/// together in front of the target, so that distances count items and padding may stand anywhere; n is L + 1 for every
/// row.
/// </summary>
public sealed class Hstu : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "HSTU", HstuOptions.Keys, (config, schema, seed) => new Hstu(HstuOptions.From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly List<HstuLayer[]> _encoders = [];
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    /// <exception cref="InputException">Widths that heads cannot share.</exception>
    public Hstu(HstuOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = AddHistories("", options.Width, options.Pairs);
        for (var pair = 0; pair < options.Pairs.Count; pair++)
        {
            var (width, tokens) = (_fields.Width(pair), _fields.Length(pair) + 1);
            Check(HstuOptions.AttentionWidth, options.Layer.AttentionWidth ?? width, options.Layer.Heads);
            Check(HstuOptions.LinearWidth, options.Layer.LinearWidth ?? width, options.Layer.Heads);
            var layers = Root.Sub("encoders").Sub(pair).Sub("layers");
            _encoders.Add([.. Enumerable.Range(0, options.Depth).Select(
                layer => new HstuLayer(layers.Sub(layer), tokens, width, options.Layer))]);
        }

        _network = new Mlp(
            Root.Sub("dnn"),
            _fields.WidthOf([.. _fields.Others]) + options.Pairs.Select((_, pair) => _fields.Width(pair)).Sum(),
            options.Network);
        Sites =
        [
            .. _fields.Sites,
            .. _encoders.SelectMany((layers, pair) => (Site[])
            [
                .. layers.SelectMany((layer, i) => layer.Sites(
                    $"{(_encoders.Count > 1 ? $"history{pair + 1}/" : "")}layer{i + 1}")),
                new($"interest{pair + 1}", Interest(pair), SiteKind.Vector),
            ]),
            .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override long ProductsPerRow =>
        DenseParameters * (1 + _fields.Pairs.Select((_, pair) => _fields.Length(pair)).Max());

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        Tensor[] interests = [.. _encoders.Select((layers, pair) =>
        {
            var (x, tokens) = Tokens(rows, pair, pass);
            x = layers.Aggregate(x, (made, layer) => layer.Apply(made, tokens, pass));
            return pass.Observe(Interest(pair), tokens.Last(x));
        })];
        return _network.Apply(cat([rows.WithoutHistories(), .. interests], 1), pass).flatten();
    }

    /// <summary>Items and target, [N, m]; or padding, items, target, [B, L + 1, m].</summary>
    static (Tensor X, TokenRows Tokens) Tokens(HistoryRows rows, int pair, ForwardPass pass)
    {
        if (JaggedTokens.Of(rows, pair, pass) is { } events)
        {
            var (joined, places) = events.Places.Append(events.Vectors, rows.Target(pair));
            return (JaggedTokens.Filled(joined), new JaggedTokens(places, isCausal: true));
        }

        var (history, present) = (rows.History(pair), rows.Present(pair));
        var (count, length, width) = (history.shape[0], history.shape[1], history.shape[2]);
        var order = (rows.Mask(pair).to(ScalarType.Int64) * length + arange(length)).argsort(1);
        history = (history * present.unsqueeze(-1)).gather(1, order.unsqueeze(-1).expand(count, length, width));
        present = cat([present.gather(1, order), ones(count, 1, dtype: present.dtype)], 1); // [B, n]
        var earlier = ones(length + 1, length + 1, dtype: present.dtype).tril();
        return (
            cat([history, rows.Target(pair).unsqueeze(1)], 1),
            new PaddedTokens(present.unsqueeze(-1), (present.unsqueeze(1) * earlier).to(ScalarType.Bool)));
    }

    static void Check(Key<int?> key, int width, int heads)
    {
        if (width % heads != 0)
        {
            throw InputException.At(key.Name, $"{width} with {heads} heads", "a multiple of num_heads");
        }
    }

    string Interest(int pair) => Root.Sub("encoders").Sub(pair).Path;
}
