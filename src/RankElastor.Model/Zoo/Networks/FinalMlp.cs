using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="FinalMlp"/>.</summary>
public sealed record FinalMlpOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The first network; it has a hidden layer and no output layer.</summary>
    public required MlpOptions First { get; init; }

    /// <summary>The second network, likewise.</summary>
    public required MlpOptions Second { get; init; }

    /// <summary>Whether each network sees a selection of its own of the fields' numbers.</summary>
    public bool Selects { get; init; } = true;

    /// <summary>Hidden layers of the selections; may be none.</summary>
    public IReadOnlyList<int> SelectionUnits { get; init; } = [64];

    /// <summary>Fields that steer the first selection; none for a learned vector.</summary>
    public IReadOnlyList<string> FirstContext { get; init; } = [];

    /// <summary>Fields that steer the second selection; none for a learned vector.</summary>
    public IReadOnlyList<string> SecondContext { get; init; } = [];

    /// <summary>Heads of the fusion; both networks' widths are multiples of it.</summary>
    public int Heads { get; init; } = 1;

    static readonly NetworkKeys _first = new(
        "mlp1_hidden_units", "mlp1_hidden_activations", "mlp1_dropout", "mlp1_batch_norm", [64, 64, 64]);
    static readonly NetworkKeys _second = new(
        "mlp2_hidden_units", "mlp2_hidden_activations", "mlp2_dropout", "mlp2_batch_norm", [64, 64, 64]);

    static KeyTable<FinalMlpOptions> Own { get; } = new(() => new FinalMlpOptions
    {
        First = new() { HiddenUnits = [] },
        Second = new() { HiddenUnits = [] },
    })
    {
        {
            Key.Flag("use_fs", "Each network sees a selection of its own of the fields' numbers."),
            options => options.Selects
        },
        {
            NetworkKeys.Units("fs_hidden_units", "Widths of the hidden layers of both selections."),
            options => options.SelectionUnits
        },
        {
            Key.Texts("fs1_context", "Fields that steer the first selection; none for a learned vector.")
                with { Example = "[user]" },
            options => options.FirstContext
        },
        {
            Key.Texts("fs2_context", "Fields that steer the second selection; none for a learned vector.")
                with { Example = "[item]" },
            options => options.SecondContext
        },
        {
            Key.Whole("num_heads", "Heads that the two networks are joined by.", least: 1, most: Key.MostWidth),
            options => options.Heads
        },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. FieldVectorOptions.Keys, .. _first.Keys, .. _second.Keys, .. Own];

    /// <summary>Reads the keys.</summary>
    public static FinalMlpOptions From(ConfigSection config)
    {
        var options = Own.Read(config);
        return options with
        {
            Fields = FieldVectorOptions.Keys.Read(config),
            First = Network(config, _first, "mlp1_hidden_units", options.Heads),
            Second = Network(config, _second, "mlp2_hidden_units", options.Heads),
        };
    }

    static MlpOptions Network(ConfigSection config, NetworkKeys keys, string units, int heads)
    {
        var network = keys.Read(config, outputs: null);
        return network.HiddenUnits.Count > 0 && network.HiddenUnits[^1] % heads == 0 ? network : throw config.Wrong(
            units, $"[{string.Join(", ", network.HiddenUnits)}]",
            $"at least one, the last a multiple of num_heads {heads}");
    }
}

/// <summary>
/// FinalMLP (Mao et al., 2023): two MLPs, each on a selection of its own of the field vectors, joined by a bilinear
/// form in heads: logit = w_x · x + w_y · y + Σ_h x_hᵀ W_h y_h + b.
/// </summary>
public sealed class FinalMlp : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "FinalMLP", FinalMlpOptions.Keys,
        (config, schema, seed) => new FinalMlp(FinalMlpOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly FinalMlpNetwork _network;

    /// <summary>Builds the model.</summary>
    /// <exception cref="InputException">A context that is no field.</exception>
    public FinalMlp(FinalMlpOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        _network = new FinalMlpNetwork(
            Root, options, _fields.Numbers, _fields.Rows,
            (path, key, fields) => AddFields(path, options.Fields.Width, key, fields));
        Sites = [_fields.Site, .. _network.Sites];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass) =>
        _network.Apply(_fields.Apply(batch, pass).flatten(1), batch, pass);
}
