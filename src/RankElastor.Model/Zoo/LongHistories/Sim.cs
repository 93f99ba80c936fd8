using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Layers.LongHistories;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>Options of <see cref="Sim"/>.</summary>
public sealed record SimOptions
{
    /// <summary>Numbers per field's vector.</summary>
    public int Width { get; init; } = 10;

    /// <summary>The item that is ranked and the history.</summary>
    public required HistoryPair Pair { get; init; }

    /// <summary>The newest positions of the history that the model reads.</summary>
    public int MaxLength { get; init; } = LongHistoryOptions.All;

    /// <summary>The newest items, which have an attention of their own.</summary>
    public ShortWindow Window { get; init; } = new();

    /// <summary>The attentions; the search has their width.</summary>
    public TargetAttentionOptions Attention { get; init; } = new();

    /// <summary>Items that the search finds; fewer where the history is shorter.</summary>
    public int Most { get; init; } = 50;

    /// <summary>The factor of the loss of the search's own network.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>The factor of the loss of the model's logits.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>The networks, that of the search too.</summary>
    public required MlpOptions Network { get; init; }

    static readonly Key<bool> _search = Key.Word(
        "gsu_type", "How the long history is searched: soft: by learned scores.", ("soft", true));
    static readonly Key<double> _alpha = Key.Real(
        "alpha", "Factor of the loss of the search's own network.", 1, least: 0);
    static readonly Key<double> _beta = Key.Real("beta", "Factor of the loss of the model's logits.", 1, least: 0);
    static readonly KeyTable<TargetAttentionOptions> _attention = TargetAttentionOptions.KeysOf();

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
    [
        .. LongHistoryOptions.Keys, LongHistoryOptions.MaxLen, .. ShortWindow.Keys, .. _attention,
        LongHistoryOptions.TopK, _search, _alpha, _beta,
    ];

    /// <summary>Reads the keys.</summary>
    public static SimOptions From(ConfigSection config, Schema schema)
    {
        _search.Read(config);
        LongHistoryOptions.Accumulation.Read(config);
        return new SimOptions
        {
            Width = LongHistoryOptions.EmbeddingDim.Read(config),
            Pair = LongHistoryOptions.PairOf(config, schema),
            MaxLength = LongHistoryOptions.MaxLen.Read(config),
            Window = ShortWindow.Keys.Read(config),
            Attention = _attention.Read(config),
            Most = LongHistoryOptions.TopK.Read(config),
            Alpha = _alpha.Read(config),
            Beta = _beta.Read(config),
            Network = LongHistoryOptions.NetworkKeys.Read(config, outputs: 1),
        };
    }
}

/// <summary>
/// SIM's soft search (Pi et al., 2020): scores (W_a t)ᵀ (W_b s), 0 at padding, find the items that the target attends
/// to. A network of their own teaches the scores: it sees Σ score · s, and its loss is added to the model's as α L(own)
/// + β L(model). As in FuxiCTR padding outranks items with scores below 0; the attention then does not see it.
/// </summary>
public sealed class Sim : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "SIM", SimOptions.Keys, (config, schema, seed) => new Sim(SimOptions.From(config, schema), schema, seed));

    const string Items = "long_items", Pooled = "search";
    readonly SimOptions _options;
    readonly LongHistoryVectors _history;
    readonly Linear _query, _key;
    readonly TargetAttention _short, _long;
    readonly Mlp _auxiliary, _network;

    /// <summary>Builds the model.</summary>
    public Sim(SimOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _options = options;
        _history = new LongHistoryVectors(
            AddHistories("embedding_layer", options.Width, [options.Pair]), schema, options.MaxLength);
        var width = _history.Width;
        _query = new Linear(Root.Sub("W_a"), width, options.Attention.Width, bias: false);
        _key = new Linear(Root.Sub("W_b"), width, options.Attention.Width, bias: false);
        _short = new TargetAttention(Root.Sub("short_attention"), width, options.Attention);
        _long = new TargetAttention(Root.Sub("long_attention"), width, options.Attention);
        _auxiliary = new Mlp(Root.Sub("dnn_aux"), _history.Numbers + width, options.Network);
        _network = new Mlp(Root.Sub("dnn"), _history.Numbers + 2 * width, options.Network);
        Sites =
        [
            .. _history.Sites, .. _short.Sites("short"), new(Pooled, Pooled, SiteKind.Vector),
            .. _auxiliary.Sites("dnn_aux"), new("long/items", Items, SiteKind.Padded), .. _long.Sites("long"),
            .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _history.Lookup(batch, pass);
        var (newest, newestMask) = _options.Window.Of(rows.History, rows.Mask);
        var recent = _short.Apply(rows.Target, newest, newestMask, pass);
        var scores = Scores(rows, pass); // [B, L]
        var most = (int)Math.Min(_options.Most, scores.shape[1]);
        var places = scores.detach().topk(most, 1).indexes; // [B, k]
        var (items, present) = (rows.History.Pick(places), rows.Mask.gather(1, places));
        pass.ObserveMade(Items, () => items.WithoutPadding(present));
        var found = _long.Apply(rows.Target, items, present, pass);
        var logits = _network.Apply(cat([rows.Fields, recent, found], -1), pass).flatten();
        if (pass.Differentiable || pass.IsObserved)
        {
            var pooled = pass.Observe(Pooled, scores.unsqueeze(1).matmul(rows.History).squeeze(1));
            pass.AddSideLogits(_auxiliary.Apply(cat([rows.Fields, pooled], -1), pass).flatten(), _options.Alpha);
            pass.WeighLoss(_options.Beta);
        }

        return logits;
    }

    Tensor Scores(LongHistoryRows rows, ForwardPass pass)
    {
        var query = _query.Apply(rows.Target, pass);
        var scores = pass.ShowsEveryStage
            ? _key.Apply(rows.History, pass).matmul(query.unsqueeze(-1))
            : rows.History.matmul(query.matmul(_key.Weight).unsqueeze(-1)); // without keys of single items
        return scores.squeeze(-1) * rows.Mask.to(scores.dtype);
    }
}
