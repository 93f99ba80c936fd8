using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>
/// ETA and SDIM in FuxiCTR 2.3.1's form: short histories meet attentions, long ones a <see cref="LongInterest"/>; each
/// history's fields are replaced by their shares of what comes out, and a network sees all fields.
/// </summary>
public sealed class PairedHistoryModel : RankingModel
{
    readonly HistoryVectors _fields;
    readonly IReadOnlyList<IInterest> _interests;
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public PairedHistoryModel(PairedHistoryOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var shorts = options.ShortPairs.Count;
        _fields = AddHistories("", options.Width, [.. options.ShortPairs, .. options.LongPairs]);
        _interests =
        [
            .. options.ShortPairs.Select((_, pair) => new TargetAttention(
                Root.Sub("short_attention").Sub(pair), _fields.Width(pair), options.Attention)),
            .. options.LongPairs.Select((_, pair) => options.Interest.Make(
                new(Root, _fields.Width(shorts + pair), _fields.Length(shorts + pair), options.Attention), pair)),
        ];
        _network = new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network);
        Sites =
        [
            .. _fields.Sites,
            .. _interests.SelectMany((interest, i) =>
                interest.Sites(i < shorts ? $"short{i + 1}" : $"long{i - shorts + 1}")),
            .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        Tensor[] interests = [.. _interests.Select((interest, pair) => interest.Apply(
            rows.Target(pair), rows.History(pair), rows.Mask(pair), pass))];
        return _network.Apply(rows.Flat(interests), pass).flatten();
    }
}
