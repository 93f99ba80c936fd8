using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>
/// FuxiCTR's models of one long history (LongCTR, 2.3.10): a network on the other fields, the target, the target's
/// attention to the newest items, and what a <see cref="LongInterest"/> makes of the whole history. The history is
/// taken to be padded at its front.
/// </summary>
public sealed class LongHistoryModel : RankingModel
{
    readonly LongHistoryVectors _history;
    readonly ShortWindow? _window;
    readonly TargetAttention? _short;
    readonly IInterest _long;
    readonly bool _longFirst;
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public LongHistoryModel(LongHistoryOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _history = new LongHistoryVectors(
            AddHistories("embedding_layer", options.Width, [options.Pair]), schema, options.MaxLength);
        (_window, _longFirst) = (options.Window, options.Interest.StandsFirst);
        _short = _window is null ? null
            : new TargetAttention(Root.Sub("short_attention"), _history.Width, options.Attention);
        _long = options.Interest.Make(new(Root, _history.Width, _history.Length, options.Attention));
        var interests = _short is null ? 1 : 2;
        _network = new Mlp(
            Root.Sub("dnn"), _history.Numbers + interests * _history.Width, options.Network);
        Sites = [.. _history.Sites, .. _short?.Sites("short") ?? [], .. _long.Sites("long"), .. _network.Sites("dnn")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _history.Lookup(batch, pass);
        List<Tensor> parts = [rows.Fields];
        if (_window is not null)
        {
            var (items, mask) = _window.Of(rows.History, rows.Mask);
            parts.Add(_short!.Apply(rows.Target, items, mask, pass));
        }

        parts.Insert(_longFirst ? 1 : parts.Count, _long.Apply(rows.Target, rows.History, rows.Mask, pass));
        return _network.Apply(cat(parts, -1), pass).flatten();
    }
}
