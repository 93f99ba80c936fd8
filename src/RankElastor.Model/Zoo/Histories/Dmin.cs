using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// DMIN (Xiao et al., 2020): the items of a history see each other, each head of a self-attention takes an interest
/// from them that goes with the item that is ranked; a network on interests and fields.
/// </summary>
public sealed class Dmin : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DMIN", DminOptions.Keys, (config, schema, seed) => new Dmin(DminOptions.From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly IReadOnlyList<string> _others;
    readonly List<BehaviourRefiner> _refiners = [];
    readonly List<MultiInterest> _extractors = [];
    readonly Mlp _network;
    readonly bool _hasSum;

    /// <summary>Builds the model.</summary>
    /// <exception cref="Data.Files.InputException">Heads that do not divide an item's numbers.</exception>
    public Dmin(DminOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _hasSum = options.HasSum;
        _fields = AddHistories("", options.Width, options.Pairs, options.Negatives);
        _others = [.. _fields.Others.Except(options.Negatives)];
        var numbers = _fields.WidthOf(_others);
        for (var pair = 0; pair < options.Pairs.Count; pair++)
        {
            var (width, length) = (_fields.Width(pair), _fields.Length(pair));
            numbers += width * (options.Interests.Heads + (options.HasSum ? 2 : 0));
            if (options.Refines)
            {
                _refiners.Add(new BehaviourRefiner(
                    Root.Sub("behavior_refiner").Sub(pair), width, options.Interests));
            }

            _extractors.Add(new MultiInterest(
                Root.Sub("multi_interest_extractor").Sub(pair), width, length, options.Interests));
        }

        _network = new Mlp(Root.Sub("dnn"), numbers, options.Network);
        Sites =
        [
            .. _fields.Sites,
            .. _extractors.SelectMany((extractor, pair) => (Site[])
            [
                .. _refiners.Skip(pair).Take(1).SelectMany(refiner => refiner.Sites($"{Prefix(pair)}refined")),
                .. extractor.Sites(Prefix(pair)),
            ]),
            .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override long ProductsPerRow => DenseParameters + Enumerable.Range(0, _extractors.Count).Sum(pair =>
        (_fields.Length(pair) - 1) * (ParametersBelow($"behavior_refiner.{pair}")
            + ParametersBelow($"multi_interest_extractor.{pair}")));

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        List<Tensor> parts = [];
        for (var pair = 0; pair < _extractors.Count; pair++)
        {
            var (target, history, items) = (rows.Target(pair), rows.History(pair), rows.Mask(pair));
            var open = AttentionMask.Past(items);
            history = _refiners.Count == 0 ? history : _refiners[pair].Apply(history, open, items, pass);
            parts.AddRange(_extractors[pair].Apply(history, target, open, items, pass));
            if (_hasSum)
            {
                var sum = pass.Observe("sum_pooling", rows.Sum(pair));
                parts.AddRange([sum, target * sum]);
            }
        }

        return _network.Apply(cat([.. parts, rows.Joined(_others)], 1), pass).flatten();
    }

    string Prefix(int pair) => _fields.Pairs.Count == 1 ? "" : $"history{pair + 1}/";
}
