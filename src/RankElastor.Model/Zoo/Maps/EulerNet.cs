using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>Options of <see cref="EulerNet"/>.</summary>
public sealed record EulerNetOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Complex vectors of each layer.</summary>
    public IReadOnlyList<int> Vectors { get; init; } = [3];

    /// <summary>Each layer.</summary>
    public EulerInteractionOptions Interaction { get; init; } = new();

    /// <summary>The keys.</summary>
    internal static KeyTable<EulerNetOptions> Keys { get; } = new(() => new EulerNetOptions())
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        {
            Key.Wholes("shape", "Complex vectors of each layer.", most: Key.MostWidth, canBeEmpty: false),
            options => options.Vectors
        },
        {
            new KeyTable<EulerInteractionOptions>(() => new EulerInteractionOptions())
            {
                {
                    Key.Real("net_ex_dropout", "Dropout of logarithms and angles.", least: 0, below: 1),
                    part => part.PolarDropout
                },
                {
                    Key.Real(
                        "net_im_dropout", "Dropout of the vectors that a layer's Linear sees.", least: 0, below: 1),
                    part => part.Dropout
                },
                { Key.Flag("layer_norm", "Normalises each layer's vectors."), part => part.LayerNorm },
            },
            options => options.Interaction
        },
    };
}

/// <summary>
/// EulerNet (Tian et al., 2023): field vectors become complex vectors μ_f (cos e_f + i sin e_f); layers multiply them
/// with learned exponents; logit = the same Linear of the real and of the imaginary parts, added (its bias counts
/// twice).
/// </summary>
public sealed class EulerNet : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "EulerNet", [.. EulerNetOptions.Keys],
        (config, schema, seed) => new EulerNet(EulerNetOptions.Keys.Read(config), schema, seed));

    readonly FieldVectors _fields;
    readonly List<EulerInteraction> _layers = [];
    readonly Tensor _modulus, _weight, _bias;

    /// <summary>Builds the model.</summary>
    public EulerNet(EulerNetOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        var before = _fields.Rows;
        foreach (var vectors in options.Vectors)
        {
            var scope = Root.Sub("Euler_interaction_layers").Sub(_layers.Count);
            _layers.Add(new EulerInteraction(scope, before, vectors, width, options.Interaction));
            before = vectors;
        }

        _modulus = Root.Add("mu", [1, _fields.Rows, 1], Initialisers.Ones);
        var last = Root.Sub("reg");
        _weight = last.Add("weight", [1, before * width], Initialisers.XavierNormal);
        _bias = last.Add("bias", [1], Initialisers.Uniform(1 / Math.Sqrt(before * width)));
        Sites = [_fields.Site, .. _layers.SelectMany((layer, i) => layer.Sites($"euler{i + 1}"))];
    }

    /// <inheritdoc/>
    /// <summary>Each layer's Linear sees real and imaginary parts.</summary>
    public override long ProductsPerRow => 2 * DenseParameters;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var angles = _fields.Apply(batch, pass);
        var (real, imaginary) = (_modulus * angles.cos(), _modulus * angles.sin()); // [B, F, E], then [B, n, E]
        foreach (var layer in _layers)
        {
            (real, imaginary) = layer.Apply(real, imaginary, pass);
        }

        return (Last(real) + Last(imaginary)).flatten();
    }

    Tensor Last(Tensor part) => functional.linear(part.flatten(1), _weight, _bias);
}
