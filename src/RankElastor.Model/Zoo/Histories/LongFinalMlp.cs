using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Networks;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>Options of <see cref="LongFinalMlp"/>.</summary>
public sealed record LongFinalMlpOptions
{
    /// <summary>The model behind the field vectors.</summary>
    public required FinalMlpOptions Network { get; init; }

    /// <summary>The target and its history.</summary>
    public required HistoryPair Pair { get; init; }

    /// <summary>Whether the selections are applied; else they are there and nothing reads them.</summary>
    public bool AppliesSelections { get; init; }

    static readonly Key<bool> _applies = Key.Word(
        "fs_gates",
        "What use_fs does: reference: the selections are there, and nothing reads them; paper: they are applied.",
        ("reference", false), ("paper", true));

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. FinalMlpOptions.Keys, .. LongHistory.Keys, _applies];

    /// <summary>Reads the keys.</summary>
    public static LongFinalMlpOptions From(ConfigSection config, Schema schema) => new()
    {
        Network = FinalMlpOptions.From(config),
        Pair = LongHistory.Read(config, schema),
        AppliesSelections = _applies.Read(config),
    };
}

/// <summary>
/// FinalMLP (Mao et al., 2023) as FuxiCTR's long-sequence set has it: on all other fields, the item that is ranked and
/// the mean of its history's items, in this order.
/// </summary>
public sealed class LongFinalMlp : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "LongFinalMLP", LongFinalMlpOptions.Keys,
        (config, schema, seed) => new LongFinalMlp(LongFinalMlpOptions.From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly PooledHistory _input;
    readonly FinalMlpNetwork _network;

    /// <summary>Builds the model.</summary>
    /// <exception cref="Data.Files.InputException">A context that is no field.</exception>
    public LongFinalMlp(LongFinalMlpOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var fields = options.Network.Fields;
        _fields = AddHistories("embedding_layer", fields.Width, [options.Pair]);
        _input = new PooledHistory(_fields, fields.Dropout, Parameters);
        _network = new FinalMlpNetwork(
            Root, options.Network, _input.Numbers, rows: 0,
            (path, key, names) => AddFields(path, fields.Width, key, names), options.AppliesSelections);
        Warnings = options is { Network.Selects: true, AppliesSelections: false }
            ? ["use_fs: the selections are there, and nothing reads them, as in FuxiCTR; fs_gates: paper applies them"]
            : [];
        Sites = [.. _fields.Sites, PooledHistory.Site, .. _network.Sites];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass) =>
        _network.Apply(_input.Apply(_fields.Lookup(batch, pass), pass), batch, pass);
}
