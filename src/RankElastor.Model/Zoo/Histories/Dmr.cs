using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// DMR (Lyu et al., 2020): an attention of the item that is ranked pools its history; how the user, made of the history
/// alone, goes with the item is the product with a second vector of the item; a network on these and on the fields. An
/// auxiliary loss trains the user before the last item of the history to go with that item, and not with a negative
/// one, in rows whose last position is an item: histories are to be padded at the front.
/// </summary>
public sealed class Dmr : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DMR", DmrOptions.Keys, (config, schema, seed) => new Dmr(DmrOptions.From(config, schema), schema, seed));

    // Kept: TorchSharp may finalise a number that is converted in the call while the native call still reads it.
    static readonly TorchSharp.Scalar _least = 1f;
    readonly DmrOptions _options;
    readonly HistoryVectors _fields;
    readonly IReadOnlyList<string> _others;
    readonly ItemTables _items;
    readonly List<ItemToItem> _itemToItem = [];
    readonly List<UserToItem> _userToItem = [];
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    /// <exception cref="InputException">A target whose vectors are not as wide as the model's.</exception>
    public Dmr(DmrOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _options = options;
        string[] negatives = [.. options.Negatives.SelectMany(group => group)];
        _fields = AddHistories("", options.Width, options.Pairs, negatives);
        _others = [.. _fields.Others.Except(negatives)];
        if (options.Pairs.SelectMany(pair => pair.Target).FirstOrDefault(
            name => _fields.WidthOf(name) != options.Width) is { } other)
        {
            throw InputException.At(
                $"field '{other}': embedding_dim", $"{_fields.WidthOf(other)}", $"the model's width {options.Width}");
        }

        _items = AddItems("output_emb_layer", options.Width, [.. options.Pairs.SelectMany(Readers)]);
        var numbers = _fields.WidthOf(_others);
        for (var pair = 0; pair < options.Pairs.Count; pair++)
        {
            var (width, length) = (_fields.Width(pair), _fields.Length(pair));
            numbers += width * (options.HasSum ? 3 : 1) + (options.HasItemToItem ? 1 : 0)
                + (options.HasUserToItem ? 1 : 0);
            if (options.HasUserToItem)
            {
                _userToItem.Add(new UserToItem(Root.Sub("u2i_net").Sub(pair), width, length, options.Relevance));
            }

            _itemToItem.Add(new ItemToItem(Root.Sub("i2i_net").Sub(pair), width, length, options.Relevance));
        }

        _network = new Mlp(Root.Sub("dnn"), numbers, options.Network);
        string Name(string part, int pair) => options.Pairs.Count == 1 ? part : $"{part}{pair + 1}";
        Sites =
        [
            .. _fields.Sites, .. _itemToItem.SelectMany((net, pair) => net.Sites(Name("interest", pair))),
            .. _userToItem.SelectMany((net, pair) => net.Sites(Name("user", pair))), .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override long ProductsPerRow => DenseParameters + Enumerable.Range(0, _itemToItem.Count).Sum(pair =>
        (_fields.Length(pair) - 1)
            * (ParametersBelow($"i2i_net.{pair}") + ParametersBelow($"u2i_net.{pair}.attn_mlp")));

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        var items = _options.HasUserToItem ? _items.Lookup(batch, pass) : null;
        List<Tensor> parts = [];
        for (var pair = 0; pair < _itemToItem.Count; pair++)
        {
            var (target, history) = (rows.Target(pair), rows.History(pair));
            var (pooled, relevance) = _itemToItem[pair].Apply(target, history, rows.Mask(pair), pass);
            parts.AddRange(_options.HasItemToItem ? [pooled, relevance] : [pooled]);
            if (items is not null)
            {
                parts.Add(OfUser(rows, items, pair, pass));
            }

            if (_options.HasSum)
            {
                var sum = pass.Observe("sum_pooling", rows.Sum(pair));
                parts.AddRange([sum, target * sum]);
            }
        }

        return _network.Apply(cat([.. parts, rows.Joined(_others)], 1), pass).flatten();
    }

    bool HasLoss => _options is { AuxiliaryLoss: > 0, HasUserToItem: true };

    /// <summary>Who looks ids up in the tables of the second vectors: the target, and what the loss compares.</summary>
    IEnumerable<(string Owner, string Reader)> Readers(HistoryPair pair, int number) =>
    [
        .. pair.Target.Select(field => (field, field)),
        .. HasLoss ? pair.Target.Zip(pair.History) : [],
        .. HasLoss ? pair.Target.Zip(_options.Negatives[number]) : [],
    ];

    /// <summary>[B, 1]: how the user goes with the item; asks for the auxiliary loss.</summary>
    Tensor OfUser(HistoryRows rows, ItemRows items, int number, ForwardPass pass)
    {
        var pair = _options.Pairs[number];
        var mask = rows.Mask(number);
        var users = _userToItem[number].Apply(rows.History(number), mask, pass); // [B, 2 or L, m]
        if (HasLoss && pass.Differentiable)
        {
            var before = users.select(1, users.shape[1] - 2);
            var last = items.Of(pair.Target, pair.History).select(1, -1);
            var negative = items.Of(pair.Target, _options.Negatives[number]);
            var fits = functional.logsigmoid((before * last).sum(1))
                + functional.logsigmoid(-(before * negative).sum(1));
            var counts = mask.select(1, -1).to(fits.dtype);
            pass.AddPenalty((fits * counts).sum() / counts.sum().clamp_min(_least) * -_options.AuxiliaryLoss);
        }

        var user = users.select(1, users.shape[1] - 1);
        return (user * items.Of(pair.Target, pair.Target)).sum(1, keepdim: true);
    }
}
