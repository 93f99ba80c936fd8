using RankElastor.Data.Configuration;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>The keys of DIEN's recurrences and of the network behind them.</summary>
static class DienKeys
{
    static readonly Key<int> _width = Key.Whole(
        "embedding_dim", "E: numbers per field's embedding.", 16, least: 1, most: Key.MostWidth);
    static readonly Key<GruKind> _kind = Key.Word(
        "gru_type", "What an item's score changes in the second recurrence: its gate (AUGRU), the share of the state "
            + "that is new (AGRU), what goes in (AIGRU), or nothing (GRU).",
        ("AUGRU", GruKind.Augru), ("AGRU", GruKind.Agru), ("AIGRU", GruKind.Aigru), ("GRU", GruKind.Gru));
    static readonly Key<InterestScoreForm> _form = Key.Word(
        "attention_type", "How an item is scored against the target.",
        ("bilinear_attention", InterestScoreForm.Bilinear), ("dot_attention", InterestScoreForm.Dot),
        ("din_attention", InterestScoreForm.Network));
    static readonly Key<bool> _softmax = Key.Flag(
        "use_attention_softmax", "The scores of a history's items sum to 1.", absent: true);
    static readonly Key<bool> _sum = Key.Flag(
        "enable_sum_pooling", "The network sees the sum of a history and its product with the target too.");
    static readonly Key<bool> _skipsPadding = Key.Flag(
        "skip_padding", "The recurrences pass over padding wherever it stands. False: they read the first n positions "
            + "of a history of n items, as in FuxiCTR, so that histories must be padded at the end.");
    static readonly NetworkKeys _attention = new(
        "attention_hidden_units", "attention_activation", "attention_dropout", batchNorm: null, [80, 40], "Dice");

    /// <summary>All of them but the network's.</summary>
    public static IReadOnlyList<Key> All { get; } =
        [_width, _kind, _form, .. _attention.Keys, _softmax, _sum, _skipsPadding];

    /// <summary>The keys of the network behind the recurrences.</summary>
    public static NetworkKeys Network { get; } =
        new("dnn_hidden_units", "dnn_activations", absent: [200, 80], normalises: true);

    /// <summary>Numbers per field's vector.</summary>
    public static int Width(ConfigSection config) => _width.Read(config);

    /// <summary>The recurrences.</summary>
    public static InterestEvolutionOptions Evolution(ConfigSection config) => new()
    {
        Kind = _kind.Read(config),
        Score = new()
        {
            Form = _form.Read(config),
            Network = _attention.Read(config, outputs: 1),
            Softmax = _softmax.Read(config),
        },
        SumPooling = _sum.Read(config),
        SkipsPadding = _skipsPadding.Read(config),
    };
}
