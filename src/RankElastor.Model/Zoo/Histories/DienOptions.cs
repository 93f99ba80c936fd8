using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>Options of <see cref="Dien"/>.</summary>
public sealed record DienOptions
{
    /// <summary>Numbers per field's vector.</summary>
    public int Width { get; init; } = 16;

    /// <summary>Targets and their histories; each history has recurrences of its own.</summary>
    public required IReadOnlyList<HistoryPair> Pairs { get; init; }

    /// <summary>Fields of items that were shown and not taken: they have vectors that no layer reads.</summary>
    public IReadOnlyList<string> Negatives { get; init; } = [];

    /// <summary>The recurrences.</summary>
    public required InterestEvolutionOptions Evolution { get; init; }

    /// <summary>The network on the last states and all other fields.</summary>
    public required MlpOptions Network { get; init; }

    const string Unrunnable = "0: FuxiCTR's auxiliary loss does not run (it flattens a tensor that does not lie in one "
        + "piece, with a mask half as long as its loss), so that nothing says what it should be";

    static readonly PairKeys _pairs = new("dien_");
    static readonly Key<IReadOnlyList<IReadOnlyList<string>>> _negatives = NameGroups.Key(
        "dien_neg_seq_field", "Sequence fields of items that were not taken; no layer reads them. [] for none.",
        "neg_click_history", "neg_cate_history") with
    { DefaultWords = "neg_click_history and neg_cate_history where the data has them" };
    static readonly Key<double> _auxiliary = Key.Real(
        "aux_loss_alpha", "Weight of the auxiliary loss, which FuxiCTR cannot run: 0 alone.", least: 0);

    static readonly Key<object?>[] _ofAuxiliary =
    [
        Key.Foreign("aux_hidden_units", "Of the auxiliary loss; without effect."),
        Key.Foreign("aux_activation", "Of the auxiliary loss; without effect."),
    ];

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
    [
        .. _pairs.Keys, _negatives, .. DienKeys.All, .. DienKeys.Network.Keys, _auxiliary, .. _ofAuxiliary,
    ];

    /// <summary>Reads the keys.</summary>
    /// <exception cref="InputException">A field that is not there, or an auxiliary loss.</exception>
    public static DienOptions From(ConfigSection config, Schema schema)
    {
        if (_auxiliary.Read(config) > 0)
        {
            throw config.Wrong(_auxiliary.Name, config.Get(_auxiliary.Name), Unrunnable);
        }

        foreach (var key in _ofAuxiliary)
        {
            _ = key.Read(config);
        }

        return new()
        {
            Width = DienKeys.Width(config),
            Pairs = _pairs.Read(config, schema),
            Negatives = NegativesOf(config, schema),
            Evolution = DienKeys.Evolution(config),
            Network = DienKeys.Network.Read(config, outputs: 1),
        };
    }

    static string[] NegativesOf(ConfigSection config, Schema schema)
    {
        string[] known = [.. schema.ModelFields.Select(field => field.Name)];
        string[] names = [.. _negatives.Read(config).SelectMany(group => group)];
        if (!config.Keys.Contains(_negatives.Name))
        {
            return [.. names.Intersect(known)];
        }

        return names.Except(known).FirstOrDefault() is { } unknown
            ? throw config.Wrong(
                _negatives.Name, unknown, $"[] where there are none, or fields: {string.Join(" | ", known)}")
            : names;
    }
}
