using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="DualMlp"/>.</summary>
public sealed record DualMlpOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The first network, which ends in one number.</summary>
    public required MlpOptions First { get; init; }

    /// <summary>The second network, likewise.</summary>
    public required MlpOptions Second { get; init; }

    static readonly NetworkKeys _first = new(
        "mlp1_hidden_units", "mlp1_hidden_activations", "mlp1_dropout", "mlp1_batch_norm", [64, 64, 64]);
    static readonly NetworkKeys _second = new(
        "mlp2_hidden_units", "mlp2_hidden_activations", "mlp2_dropout", "mlp2_batch_norm", [64, 64, 64]);

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. FieldVectorOptions.Keys, .. _first.Keys, .. _second.Keys];

    /// <summary>Reads the keys.</summary>
    public static DualMlpOptions From(ConfigSection config) => new()
    {
        Fields = FieldVectorOptions.Keys.Read(config),
        First = _first.Read(config, outputs: 1),
        Second = _second.Read(config, outputs: 1),
    };
}

/// <summary>DualMLP (Mao et al., 2023): the sum of two MLPs on the same field vectors.</summary>
public sealed class DualMlp : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DualMLP", DualMlpOptions.Keys,
        (config, schema, seed) => new DualMlp(DualMlpOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly Mlp _first, _second;

    /// <summary>Builds the model.</summary>
    public DualMlp(DualMlpOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        _first = new Mlp(Root.Sub("mlp1"), _fields.Numbers, options.First);
        _second = new Mlp(Root.Sub("mlp2"), _fields.Numbers, options.Second);
        Sites = [_fields.Site, .. _first.Sites("mlp1"), .. _second.Sites("mlp2")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var flat = _fields.Apply(batch, pass).flatten(1);
        return (_first.Apply(flat, pass) + _second.Apply(flat, pass)).flatten();
    }
}
