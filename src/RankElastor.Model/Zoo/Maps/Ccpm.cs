using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>Options of <see cref="Ccpm"/>.</summary>
public sealed record CcpmOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Maps of each convolution.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [4, 4, 2];

    /// <summary>Fields that each convolution sees at once; a single number is that of all.</summary>
    public IReadOnlyList<int> Heights { get; init; } = [6, 5, 3];

    /// <summary>What stands behind each pooling.</summary>
    public Activation Activation { get; init; } = Activation.Of<TanhFunction>();

    /// <summary>The keys.</summary>
    internal static KeyTable<CcpmOptions> Keys { get; } = new(() => new CcpmOptions())
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        {
            Key.Wholes("channels", "Maps of each convolution.", most: Key.MostWidth, canBeEmpty: false),
            options => options.Channels
        },
        {
            Key.Wholes(
                "kernel_heights", "Fields that each convolution sees at once; one number for all, or one for each.",
                most: Key.MostWidth, canBeEmpty: false),
            options => options.Heights
        },
        {
            Activation.All.Key("activation", "Activation behind each pooling.", "tanh"),
            options => options.Activation
        },
    };

    /// <summary>Reads the keys.</summary>
    public static CcpmOptions From(ConfigSection config)
    {
        var options = Keys.Read(config);
        return options with
        {
            Heights = FieldConvolution.OnePerLayer(config.Where, "kernel_heights", options.Heights, options.Channels),
        };
    }
}

/// <summary>
/// CCPM (Liu et al., 2015): convolutions along the fields, each followed by the k largest numbers of a column in their
/// order, k shrinking to 3 at the last; then a Linear.
/// </summary>
public sealed class Ccpm : RankingModel
{
    const int LastKept = 3;

    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "CCPM", [.. CcpmOptions.Keys],
        (config, schema, seed) => new Ccpm(CcpmOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly List<Stage> _stages = [];
    readonly Linear _last;
    readonly Activation _activation;
    readonly string _path, _sequence;
    readonly long _products;

    /// <summary>Builds the model.</summary>
    public Ccpm(CcpmOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(
            AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        var layers = Root.Sub("conv_layer").Sub("conv_layer");
        (_path, _sequence, _activation) = (Root.Sub("conv_layer").Path, layers.Path, options.Activation);
        var (rows, maps) = (_fields.Rows, 1);
        for (var i = 0; i < options.Channels.Count; i++)
        {
            var height = options.Heights[i];
            var kept = Kept(i + 1, options.Channels.Count, _fields.Rows);
            if (kept > rows + height - 1)
            {
                throw InputException.At(
                    $"kernel_heights[{i}]", $"{height} for {rows} rows", $"at least {kept - rows + 1}");
            }

            var convolution =
                new FieldConvolution(layers.Sub(4 * i + 1), maps, options.Channels[i], height, height - 1);
            _stages.Add(new(convolution, kept, layers, 4 * i));
            _products += convolution.Products(rows, options.Fields.Width);
            (rows, maps) = (kept, options.Channels[i]);
        }

        _last = new Linear(Root.Sub("fc"), rows * options.Fields.Width * maps, 1);
        Sites = [_fields.Site, .. _stages.Select((stage, i) => new Site($"convolution{i + 1}", stage.Maps))];
    }

    /// <inheritdoc/>
    /// <summary>A kernel is used at every field and coordinate.</summary>
    public override long ProductsPerRow => DenseParameters + _products;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var maps = _fields.Apply(batch, pass).unsqueeze(1); // [B, 1, F, E], then [B, C, k, E]
        foreach (var stage in _stages)
        {
            maps = stage.Apply(maps, _activation, pass);
        }

        maps = pass.Observe(_path, pass.Observe(_sequence, maps));
        return _last.Apply(maps.flatten(1), pass).flatten();
    }

    /// <summary>Rows kept behind layer i of n: max(3, (1 − (i/n)^(n−i)) F), 3 behind the last.</summary>
    static int Kept(int layer, int layers, int fields) => layer == layers ? LastKept
        : Math.Max(LastKept, (int)((1 - Math.Pow((double)layer / layers, layers - layer)) * fields));

    /// <summary>A padded convolution, its pooling and activation; torch's Sequential counts four modules.</summary>
    sealed record Stage(FieldConvolution Convolution, int Kept, Scope Layers, int First)
    {
        /// <summary>The maps one below the other, [B, C k, E].</summary>
        public string Maps => $"{Layers.Sub(First + 3).Path}.maps";

        public Tensor Apply(Tensor x, Activation activation, ForwardPass pass)
        {
            if (pass.ShowsEveryStage)
            {
                pass.ObserveMade(Layers.Sub(First).Path, () => Convolution.Padded(x));
            }

            var y = Convolution.Apply(x, pass);
            var places = y.topk(Kept, dim: 2).indexes.sort(dim: 2).Values;
            y = pass.Observe(Layers.Sub(First + 2).Path, y.gather(2, places));
            y = pass.Observe(Layers.Sub(First + 3).Path, activation.Apply(y));
            pass.Observe(Maps, y.flatten(1, 2));
            return y;
        }
    }
}
