using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>Options of <see cref="ActionTransformer"/>.</summary>
public sealed record ActionTransformerOptions
{
    /// <summary>Heads, a divisor of 2 m.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Layers.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Dropout in the layers.</summary>
    public double Dropout { get; init; }

    /// <summary>Hidden units of each layer's network.</summary>
    public int Hidden { get; init; } = 512;

    /// <summary>How many of the last positions it puts out.</summary>
    public int LastPositions { get; init; } = 1;

    /// <summary>Puts out the largest numbers of all items too, behind a Linear.</summary>
    public bool HasMaximum { get; init; } = true;

    /// <summary>The keys.</summary>
    internal static KeyTable<ActionTransformerOptions> Keys { get; } = new(() => new ActionTransformerOptions())
    {
        {
            Key.Whole("num_heads", "Heads of the transformer's attention.", least: 1, most: Key.MostWidth),
            options => options.Heads
        },
        {
            Key.Whole("transformer_layers", "Layers of the transformer.", least: 1, most: Key.MostLayers),
            options => options.Depth
        },
        {
            Key.Real("transformer_dropout", "Dropout in the transformer.", least: 0, below: 1),
            options => options.Dropout
        },
        {
            Key.Whole(
                "dim_feedforward", "Hidden units of the transformer's networks.", least: 1, most: Key.MostWidth),
            options => options.Hidden
        },
        {
            Key.Whole("first_k_cols", "Last positions that the transformer puts out.", least: 1, most: Key.MostWidth),
            options => options.LastPositions
        },
        {
            Key.Flag("concat_max_pool", "Puts out the largest numbers of all positions too, behind a Linear."),
            options => options.HasMaximum
        },
    };
}

/// <summary>
/// TransAct's encoder of a history (Xia et al., 2023): a transformer of [item, target] at each position, padding
/// hidden; the last positions' outputs side by side, and a Linear of the largest numbers over the items. A history
/// without items shows its last position.
/// </summary>
sealed class ActionTransformer
{
    readonly ActionTransformerOptions _options;
    readonly Scope _scope;
    readonly List<TransformerLayer> _layers = [];
    readonly Linear? _maximum;

    /// <summary>
    /// Makes <c>transformer_encoder</c>, and <c>out_linear</c> for the maximum, under the scope, for m and L.
    /// </summary>
    public ActionTransformer(Scope scope, int width, int length, ActionTransformerOptions options)
    {
        (_options, _scope) = (options, scope);
        if (options.LastPositions > length)
        {
            throw InputException.At(
                "first_k_cols", $"{options.LastPositions}", $"at most {length}, the positions of the history");
        }

        for (var i = 0; i < options.Depth; i++)
        {
            _layers.Add(new TransformerLayer(
                scope.Sub("transformer_encoder.layers").Sub(i), 2 * width, options.Heads, options.Hidden,
                options.Dropout));
        }

        _maximum = options.HasMaximum ? new Linear(scope.Sub("out_linear"), 2 * width, 2 * width) : null;
        Outputs = 2 * width * (options.LastPositions + (options.HasMaximum ? 1 : 0));
    }

    /// <summary>Numbers that it puts out.</summary>
    public int Outputs { get; }

    /// <summary>
    /// Each layer's: attention's weights, and what it makes of the items, [B, L, 2 m]; what the whole puts out.
    /// </summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        .. _layers.SelectMany((layer, i) => layer.Sites($"{name}/block{i + 1}")),
        new(name, _scope.Path, SiteKind.Vector),
    ];

    /// <summary>A batch's look-up → [B, Outputs].</summary>
    public Tensor Apply(HistoryRows rows, int pair, ForwardPass pass) =>
        JaggedTokens.Of(rows, pair, pass) is { } events ? Jagged(events, rows.Target(pair), pass)
            : Padded(rows.Target(pair), rows.History(pair), rows.Mask(pair), pass);

    Tensor Jagged(HistoryEvents events, Tensor target, ForwardPass pass)
    {
        var (vectors, places, real) = events.WithStandIns();
        var tokens = new JaggedTokens(
            places, isCausal: false, real is null ? null : JaggedTokens.Filled(real));
        var x = Encode(JaggedTokens.Filled(cat([vectors, places.Repeat(target)], 1)), tokens, pass);
        return Joined(tokens.Last(x, _options.LastPositions).flatten(1), () => tokens.Largest(x), pass);
    }

    Tensor Padded(Tensor target, Tensor history, Tensor items, ForwardPass pass)
    {
        var open = AttentionMask.NeverEmpty(items);
        var x = cat([history, target.unsqueeze(1).expand_as(history)], -1);
        x = Encode(x, new PaddedTokens(items.to(x.dtype).unsqueeze(-1), open.unsqueeze(1)), pass);
        var shown = open.unsqueeze(-1);
        var (from, count) = (x.shape[1] - _options.LastPositions, _options.LastPositions);
        var last = (x * shown).narrow(1, from, count).flatten(1);
        return Joined(last, () => AttentionMask.Hide(x, shown).max(1).values, pass);
    }

    Tensor Encode(Tensor x, TokenRows rows, ForwardPass pass) => pass.Observe(
        _scope.Sub("transformer_encoder").Path,
        _layers.Aggregate(x, (made, layer) => layer.Apply(made, rows, pass)));

    Tensor Joined(Tensor last, Func<Tensor> largest, ForwardPass pass) => pass.Observe(
        _scope.Path, _maximum is null ? last : cat([last, _maximum.Apply(largest(), pass)], 1));
}
