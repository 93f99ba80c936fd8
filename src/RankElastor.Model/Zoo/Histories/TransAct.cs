using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// TransAct (Xia et al., 2023): a transformer of each history beside the item that is ranked; crossings and networks on
/// what it puts out and on all fields but the histories. Histories are to be padded at the front.
/// </summary>
public sealed class TransAct : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "TransAct", TransActOptions.Keys,
        (config, schema, seed) => new TransAct(TransActOptions.From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly IReadOnlyList<string> _others;
    readonly List<ActionTransformer> _encoders = [];
    readonly TransActNetwork _network;

    /// <summary>Builds the model.</summary>
    /// <exception cref="Data.Files.InputException">Heads or positions that do not fit a history.</exception>
    public TransAct(TransActOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = AddHistories("", options.Width, options.Pairs);
        _others = [.. _fields.Others];
        for (var pair = 0; pair < options.Pairs.Count; pair++)
        {
            _encoders.Add(new ActionTransformer(
                Root.Sub("transformer_encoders").Sub(pair), _fields.Width(pair), _fields.Length(pair),
                options.Encoder));
        }

        _network = new TransActNetwork(
            Root, options, _fields.WidthOf(_others) + _encoders.Sum(encoder => encoder.Outputs));
        Sites =
        [
            .. _fields.Sites, .. _encoders.SelectMany((encoder, pair) => encoder.Sites($"actions{pair + 1}")),
            .. _network.Sites,
        ];
    }

    /// <inheritdoc/>
    public override long ProductsPerRow => DenseParameters + Enumerable.Range(0, _encoders.Count).Sum(pair =>
        (_fields.Length(pair) - 1) * ParametersBelow($"transformer_encoders.{pair}"));

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        var encoded = _encoders.Select((encoder, pair) => encoder.Apply(rows, pair, pass));
        return _network.Apply(cat([rows.Joined(_others), .. encoded], 1), pass);
    }
}
