using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="FinalNet"/>.</summary>
public sealed record FinalNetOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Layers of the first block, at least one.</summary>
    public required MlpOptions First { get; init; }

    /// <summary>Layers of the second block, or null for one block alone.</summary>
    public MlpOptions? Second { get; init; }

    /// <summary>Whether a layer adds its product to its linear half, or puts it beside that.</summary>
    public bool Sums { get; init; }

    /// <summary>Whether the first block also sees the fields times gates that are mixed of them.</summary>
    public bool Gates { get; init; }

    static readonly Key<bool> _isDouble = Key.Word(
        "block_type", "Two blocks that learn from their mean too, or one.", ("2B", true), ("1B", false));
    static readonly Key<bool> _sums = Key.Word(
        "residual_type", "Whether a layer's product stands beside its linear half or is added to it.",
        ("concat", false), ("sum", true));
    static readonly Key<bool> _gates = Key.Flag(
        "use_feature_gating", "The first block also sees the fields times gates that are mixed of them.") with
    { Older = ["use_field_gate"] };
    static readonly Key<bool> _batchNorm = Key.Flag(
        NetworkKeys.UsualBatchNorm, "Batch normalisation before each activation, in both blocks.", true);
    static readonly NetworkKeys _first = Block("block1"), _second = Block("block2");

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
    [
        .. FieldVectorOptions.Keys, _isDouble, _sums, _gates, _batchNorm, .. _first.Keys, .. _second.Keys,
    ];

    /// <summary>Reads the keys; those of a second block that there is not are left aside.</summary>
    public static FinalNetOptions From(ConfigSection config)
    {
        var sums = _sums.Read(config);
        var (first, second) = (Read(config, _first, "block1", sums), Read(config, _second, "block2", sums));
        return new FinalNetOptions
        {
            Fields = FieldVectorOptions.Keys.Read(config),
            First = first,
            Second = _isDouble.Read(config) ? second : null,
            Sums = sums,
            Gates = _gates.Read(config),
        };
    }

    static NetworkKeys Block(string name) => new(
        $"{name}_hidden_units", $"{name}_hidden_activations", $"{name}_dropout", batchNorm: null, [64, 64, 64], "none");

    static MlpOptions Read(ConfigSection config, NetworkKeys keys, string name, bool sums)
    {
        var block = keys.Read(config, outputs: null);
        return block.HiddenUnits.Count > 0 && (sums || block.HiddenUnits.All(units => units % 2 == 0))
            ? block with { BatchNorm = _batchNorm.Read(config) }
            : throw config.Wrong(
                $"{name}_hidden_units", $"[{string.Join(", ", block.HiddenUnits)}]",
                "at least one, even numbers for residual_type concat");
    }
}

/// <summary>
/// FinalNet (Zhu et al., 2023): one or two blocks of factorised interactions; two are averaged, and each also learns
/// from the probability of the mean, which stands still for them.
/// </summary>
public sealed class FinalNet : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "FinalNet", FinalNetOptions.Keys,
        (config, schema, seed) => new FinalNet(FinalNetOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly FieldMix? _gates;
    readonly FactorisedBlock _first;
    readonly FactorisedBlock? _second;
    readonly Linear _firstLast;
    readonly Linear? _secondLast;

    /// <summary>Builds the model.</summary>
    public FinalNet(FinalNetOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        if (options.Gates) // which begin at 1
        {
            _gates = new FieldMix(
                Root.Sub("feature_gating").Sub("linear"), _fields.Rows, _fields.Rows, bias: true, Initialisers.Zeros,
                Initialisers.Ones);
        }

        var inputs = options.Gates ? 2 * _fields.Numbers : _fields.Numbers;
        _first = new FactorisedBlock(Root.Sub("block1"), inputs, options.First, options.Sums);
        _firstLast = new Linear(Root.Sub("fc1"), _first.Outputs, 1);
        if (options.Second is not null)
        {
            _second = new FactorisedBlock(Root.Sub("block2"), _fields.Numbers, options.Second, options.Sums);
            _secondLast = new Linear(Root.Sub("fc2"), _second.Outputs, 1);
        }

        Sites =
        [
            _fields.Site, .. options.Gates ? [new Site("gating", "feature_gating")] : (Site[])[], .. _first.Sites,
            .. _second?.Sites ?? [],
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var gated = _gates is null ? vectors : pass.Observe(
            "feature_gating", cat([vectors, vectors * _gates.Apply(vectors, pass)], 1));
        var first = _firstLast.Apply(_first.Apply(gated.flatten(1), pass), pass).flatten();
        if (_second is null)
        {
            return first;
        }

        var second = _secondLast!.Apply(_second.Apply(vectors.flatten(1), pass), pass).flatten();
        var mean = (first + second) * 0.5;
        if (pass.Differentiable)
        {
            var aim = mean.detach().sigmoid();
            pass.AddPenalty(functional.binary_cross_entropy_with_logits(first, aim)
                + functional.binary_cross_entropy_with_logits(second, aim));
        }

        return mean;
    }
}
