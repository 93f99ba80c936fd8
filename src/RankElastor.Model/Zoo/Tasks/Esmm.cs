using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RankElastor.Model.Zoo.Tasks;

/// <summary>
/// ESMM (Ma et al., Entire space multi-task model, 2018), our reading: two towers on shared field vectors, of the click
/// and of the conversion after a click; the labels are click, and click and conversion, over all impressions:
/// p(click and conversion) = p(click) · p(conversion | click).
/// </summary>
/// <remarks>
/// The second logit is that of the product, exact for any two logits: with a = ln p(click) and b = ln p(conversion |
/// click) it is a + b − ln(1 − e^(a + b)).
/// </remarks>
public sealed class Esmm : MultiTaskModel
{
    static readonly Scalar _least = 1e-30;
    static readonly Key<IReadOnlyList<int>> _towers = TaskKeys.Towers(360, 200, 80);

    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "ESMM", [.. TaskKeys.Keys, _towers],
        (config, schema, seed) =>
        {
            TaskKeys.Check(config, schema);
            return new Esmm(
                FieldVectorOptions.Keys.Read(config), TaskKeys.Network(config, _towers, outputs: 1), schema, seed);
        });

    /// <summary>Builds the model for two labels that are 0 or 1.</summary>
    /// <exception cref="InputException">The schema has other labels.</exception>
    public Esmm(FieldVectorOptions fields, MlpOptions tower, Schema schema, int seed)
        : base(fields, schema, seed)
    {
        if (schema.Labels.Count != 2 || schema.NumberLabels.Count > 0)
        {
            throw InputException.At(
                "label_col", $"{string.Join(", ", schema.Labels)}",
                "two labels of 0 and 1 for ESMM: the click, and the click that was followed by a conversion");
        }

        AddTowers(tower, Inputs);
        Sites = [Embedding, .. TowerSites];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = Vectors(batch, pass);
        var towers = Towers([vectors, vectors], pass);
        var both = logsigmoid(towers).sum(1);
        return Columns([towers.select(1, 0), both - LogOfRest(both)]);
    }

    /// <summary>ln(1 − e^x) for x below 0.</summary>
    static Tensor LogOfRest(Tensor x) => (-x.expm1()).clamp_min(_least).log();
}
