using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="MaskNet"/>.</summary>
public sealed record MaskNetOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network on blocks side by side; of blocks in a row their widths, activations, dropout.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>Whether the blocks stand side by side, on the field vectors, and not in a row.</summary>
    public bool Parallel { get; init; }

    /// <summary>Blocks side by side.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>Width of each of them.</summary>
    public int BlockWidth { get; init; } = 64;

    /// <summary>Hidden units of a mask per number that it masks, rounded down.</summary>
    public double Ratio { get; init; } = 1;

    /// <summary>Normalises each field's vector for what is masked; the masks see them as they are.</summary>
    public bool NormalisesFields { get; init; } = true;

    /// <summary>Normalises inside the blocks.</summary>
    public bool NormalisesBlocks { get; init; } = true;

    static readonly NetworkKeys _network =
        new("dnn_hidden_units", "dnn_hidden_activations", batchNorm: null, absent: [64, 64, 64]);

    static KeyTable<MaskNetOptions> Own { get; } = new(() => new MaskNetOptions
    {
        Network = new() { HiddenUnits = [] },
    })
    {
        {
            Key.Word("model_type", "Blocks in a row or side by side.", ("SerialMaskNet", false),
                ("ParallelMaskNet", true)),
            options => options.Parallel
        },
        {
            Key.Whole("parallel_num_blocks", "Blocks side by side.", least: 1, most: Key.MostLayers),
            options => options.Blocks
        },
        {
            Key.Whole("parallel_block_dim", "Width of each of them.", least: 1, most: Key.MostWidth),
            options => options.BlockWidth
        },
        {
            Key.Real("reduction_ratio", "Hidden units of a mask per number that it masks.", above: 0, most: 1024),
            options => options.Ratio
        },
        {
            Key.Flag("emb_layernorm", "Layer normalisation of each field's vector."),
            options => options.NormalisesFields
        },
        { Key.Flag("net_layernorm", "Layer normalisation in each block."), options => options.NormalisesBlocks },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. FieldVectorOptions.Keys, .. _network.Keys, .. Own];

    /// <summary>Reads the keys; blocks side by side have one activation and one dropout.</summary>
    public static MaskNetOptions From(ConfigSection config)
    {
        var options = Own.Read(config);
        var network = _network.Read(config, outputs: 1);
        if (options.Parallel && Math.Max(network.Activations.Count, network.Dropout.Count) > 1)
        {
            throw config.Wrong(
                network.Dropout.Count > 1 ? NetworkKeys.NetDropout : "dnn_hidden_activations", "a list",
                "one value for ParallelMaskNet, whose blocks have it too");
        }

        return options with { Fields = FieldVectorOptions.Keys.Read(config), Network = network };
    }
}

/// <summary>
/// MaskNet (Wang, She and Zhang, 2021): blocks that multiply what they see by a mask made of the field vectors, in a
/// row, or side by side with an MLP on their results.
/// </summary>
public sealed class MaskNet : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "MaskNet", MaskNetOptions.Keys,
        (config, schema, seed) => new MaskNet(MaskNetOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly FieldNorm? _norm;
    readonly List<MaskBlock> _blocks = [];
    readonly Mlp? _network; // of blocks side by side
    readonly Linear? _last; // of blocks in a row

    /// <summary>Builds the model.</summary>
    public MaskNet(MaskNetOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        _norm = options.NormalisesFields
            ? new FieldNorm(Root.Sub("emb_norm"), _fields.Rows, options.Fields.Width) : null;
        var net = Root.Sub("mask_net");
        if (options.Parallel)
        {
            for (var i = 0; i < options.Blocks; i++)
            {
                Add(_fields.Numbers, Block(0, options.BlockWidth));
            }

            _network = new Mlp(net.Sub("dnn"), options.Blocks * options.BlockWidth, options.Network);
        }
        else
        {
            var width = _fields.Numbers;
            foreach (var units in options.Network.HiddenUnits)
            {
                Add(width, Block(_blocks.Count, units));
                width = units;
            }

            _last = new Linear(net.Sub("fc").Sub(0), width, 1);
        }

        Sites =
        [
            _fields.Site, .. _norm is null ? (Site[])[] : [_norm.Site],
            .. _blocks.SelectMany((block, i) => block.Sites($"block{i + 1}")), .. _network?.Sites("dnn") ?? [],
        ];

        void Add(int hidden, MaskBlockOptions block) => _blocks.Add(new MaskBlock(
            net.Sub("mask_blocks").Sub(_blocks.Count), _fields.Numbers, hidden,
            options.Parallel || _blocks.Count == 0 ? _fields.Rows : 0, block));

        MaskBlockOptions Block(int layer, int units) => new(
            units, options.Ratio, Of(options.Network.Activations, layer), Of(options.Network.Dropout, layer),
            options.NormalisesBlocks);
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var flat = vectors.flatten(1);
        var hidden = _norm?.Apply(vectors, pass).flatten(1) ?? flat;
        if (_network is not null)
        {
            Tensor[] results = [.. _blocks.Select(block => block.Apply(flat, hidden, pass))];
            return pass.Observe("mask_net", _network.Apply(cat(results, 1), pass)).flatten();
        }

        foreach (var block in _blocks)
        {
            hidden = block.Apply(flat, hidden, pass);
        }

        var logits = pass.Observe("mask_net.fc.1", _last!.Apply(hidden, pass));
        return pass.Observe("mask_net", pass.Observe("mask_net.fc", logits)).flatten();
    }

    static T Of<T>(IReadOnlyList<T> values, int layer) => values[values.Count == 1 ? 0 : layer];
}
