using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="PpNet"/>.</summary>
public sealed record PpNetOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Fields whose vectors, from tables of their own, steer the gates too; may be none.</summary>
    public IReadOnlyList<string> Priors { get; init; } = [];

    /// <summary>Width of these vectors.</summary>
    public int PriorWidth { get; init; } = 10;

    /// <summary>Hidden units of each gate; null for as many as it has outputs.</summary>
    public int? GateUnits { get; init; } = 64;

    /// <summary>The hidden layers that are gated; may be none.</summary>
    public required MlpOptions Network { get; init; }

    static readonly Key<int> _gateUnits = Key.Whole(
        "gate_hidden_dim", "Hidden units of each gate; null for as many as it has outputs.", 64, least: 1,
        most: Key.MostWidth);
    static readonly NetworkKeys _network = new("hidden_units", "hidden_activations", absent: [64, 64, 64]);

    static KeyTable<PpNetOptions> Own { get; } = new(() => new PpNetOptions
    {
        Network = new() { HiddenUnits = [] },
    })
    {
        {
            Key.Texts("gate_priors", "Fields whose vectors, from tables of their own, steer the gates too.")
                with { Example = "[user]" },
            options => options.Priors
        },
        {
            Key.Whole("gate_emb_dim", "Width of these vectors.", least: 1, most: Key.MostWidth),
            options => options.PriorWidth
        },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. FieldVectorOptions.Keys, .. Own, _gateUnits, .. _network.Keys];

    /// <summary>Reads the keys.</summary>
    public static PpNetOptions From(ConfigSection config) => Own.Read(config) with
    {
        Fields = FieldVectorOptions.Keys.Read(config),
        GateUnits = _gateUnits.OrNull(config),
        Network = _network.Read(config, outputs: null),
    };
}

/// <summary>
/// PPNet (Chang et al., 2023): an MLP whose every hidden layer is multiplied by 2 σ(MLP(context)); the context is the
/// field vectors, without a gradient, and vectors of some fields from tables of their own.
/// </summary>
public sealed class PpNet : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "PPNet", PpNetOptions.Keys, (config, schema, seed) => new PpNet(PpNetOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly FieldVectors? _priors;
    readonly List<(Mlp Layer, Mlp Gate, string Path)> _layers = [];
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    /// <exception cref="InputException">A prior that is no field.</exception>
    public PpNet(PpNetOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(
            AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters, flat: true);
        _priors = options.Priors.Count == 0 ? null : new FieldVectors(
            AddFields("gate_embed_layer", options.PriorWidth, "gate_priors", options.Priors),
            new() { Width = options.PriorWidth }, Parameters, flat: true);
        var network = Root.Sub("ppn");
        var (width, context) = (_fields.Numbers, _fields.Numbers + (_priors?.Numbers ?? 0));
        for (var i = 0; i < options.Network.HiddenUnits.Count; i++)
        {
            var units = options.Network.HiddenUnits[i];
            var gate = network.Sub("gate_layers").Sub(i);
            _layers.Add((
                new Mlp(network.Sub("mlp_layers").Sub(i), width, options.Network with
                {
                    HiddenUnits = [units],
                    Activations = [Of(options.Network.Activations, i)],
                    Dropout = [Of(options.Network.Dropout, i)],
                }, sequence: ""),
                new Mlp(gate.Sub("gate"), context, new MlpOptions
                {
                    HiddenUnits = [options.GateUnits ?? units],
                    Outputs = units,
                    OutputActivation = Activation.Of<SigmoidFunction>(),
                    Fuses = true,
                }, sequence: ""),
                gate.Path));
            width = units;
        }

        _last = new Linear(network.Sub("mlp_layers").Sub(_layers.Count), width, 1);
        Warnings = _fields.Warnings;
        Sites =
        [
            _fields.Site,
            .. _layers.SelectMany((layer, i) => (Site[])
            [
                .. layer.Layer.Sites($"layer{i + 1}"),
                new($"layer{i + 1}/gate", layer.Path, SiteKind.Gate),
                new($"layer{i + 1}", $"{layer.Path}.gated", SiteKind.Vector),
            ]),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var x = _fields.Apply(batch, pass).flatten(1);
        var still = x.detach();
        var context = _priors is null ? still : cat([still, _priors.Apply(batch, pass).flatten(1)], 1);
        foreach (var (layer, gate, path) in _layers)
        {
            x = layer.Apply(x, pass) * pass.Observe(path, gate.Apply(context, pass) * 2);
            pass.Observe($"{path}.gated", x);
        }

        return pass.Observe("ppn", _last.Apply(x, pass)).flatten();
    }

    static T Of<T>(IReadOnlyList<T> values, int layer) => values[values.Count == 1 ? 0 : layer];
}
