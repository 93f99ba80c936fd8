using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// DIEN (Zhou et al., 2019) without its auxiliary loss: two recurrences turn each history into the state of an interest
/// in the item that is ranked; a network on these states and on all fields but the histories.
/// </summary>
public sealed class Dien : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DIEN", DienOptions.Keys, (config, schema, seed) => new Dien(DienOptions.From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly IReadOnlyList<string> _others;
    readonly List<InterestEvolution> _evolutions = [];
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public Dien(DienOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = AddHistories("", options.Width, options.Pairs, options.Negatives);
        _others = [.. _fields.Others.Except(options.Negatives)];
        for (var pair = 0; pair < options.Pairs.Count; pair++)
        {
            _evolutions.Add(new InterestEvolution(Root, pair, _fields.Width(pair), options.Evolution));
        }

        _network = new Mlp(
            Root.Sub("dnn"), _evolutions.Sum(evolution => evolution.Outputs) + _fields.WidthOf(_others),
            options.Network);
        Sites =
        [
            .. _fields.Sites, .. _evolutions.SelectMany((evolution, i) => evolution.Sites($"interest{i + 1}")),
            .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override long ProductsPerRow => DenseParameters
        + _evolutions.Select((evolution, pair) => (_fields.Length(pair) - 1) * evolution.Products).Sum();

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        Tensor[] interests = [.. _evolutions.Select((evolution, pair) => evolution.Apply(rows, pair, pass))];
        return _network.Apply(cat([.. interests, rows.Joined(_others)], 1), pass).flatten();
    }
}
