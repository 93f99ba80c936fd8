using RankElastor.Data.Schemas;
using RankElastor.Model.Passes;
using RankElastor.Tests.Architecture;
using RankElastor.Tests.Model;
using RankElastor.Tests.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Experiments.Propagation;

/// <summary>The experiment's configuration plants what it says: vectors of a rank, and nothing else differs.</summary>
[Collection("torch")]
public sealed class PlantedFieldTests
{
    const int Width = 16, Rows = 200;
    static readonly string _folder = Path.Combine(SourceTree.Root, "experiments", "propagation");

    [Theory]
    [InlineData("Joined_rank16_generated", "embedding/context", 8, 16)]
    [InlineData("Joined_rank2_generated", "embedding/context", 8, 2)]
    [InlineData("Joined_rank1_generated", "embedding/context", 8, 1)]
    [InlineData("Apart_rank1_generated", "embedding/context", 8, 1)]
    [InlineData("Decoupled_rank1_amazon_beauty_seq", "embedding/user", 1, 1)]
    [InlineData("Causal_rank16_amazon_beauty_seq", "embedding/user", 1, 16)]
    public void PlantedVectors_HaveTheRankOfTheirName(string experiment, string side, int fields, int rank)
    {
        using var scope = NewDisposeScope();
        var seen = Seen(experiment);
        Assert.Equal(fields * Width, seen[side].shape[1]);
        for (var field = 0; field < fields; field++)
        {
            Assert.Equal(rank, RankOf(seen[side].narrow(1, field * Width, Width)));
        }

        Assert.Equal(2 * Width, RankOf(seen["embedding/item"])); // as it was
    }

    [Theory]
    [InlineData("generated")]
    [InlineData("amazon_beauty_seq")]
    public void OtherTablesAndLayers_AreTheSame(string data)
    {
        foreach (var model in (string[])["Joined", "Causal", "Decoupled", "Apart"])
        {
            var (full, low) = (Shapes($"{model}_rank16_{data}"), Shapes($"{model}_rank1_{data}"));
            Assert.Equal(full.Keys, low.Keys);
            Assert.All(full.Where(shape => low[shape.Key] != shape.Value), shape =>
                Assert.StartsWith("embedding_layer.feature_encoders.", shape.Key, StringComparison.Ordinal));
        }
    }

    static long RankOf(Tensor rows) =>
        linalg.svdvals(rows.to(ScalarType.Float64)) is var values
            ? (values / values[0]).gt(1e-6).sum().item<long>() : 0;

    static Dictionary<string, string> Shapes(string experiment)
    {
        using var scope = NewDisposeScope();
        using var model = Experiment.Load(_folder, experiment).Model(SchemaOf(experiment), 1);
        return model.Parameters.Trainable.ToDictionary(
            parameter => parameter.Name, parameter => string.Join('x', parameter.Value.shape));
    }

    static Dictionary<string, Tensor> Seen(string experiment)
    {
        var stages = new Dictionary<string, Tensor>();
        using var model = Experiment.Load(_folder, experiment).Model(SchemaOf(experiment), 1);
        TinyCase.Scatter(model);
        model.Logits(
            SmallData.Rows(Rows, model.Schema),
            ForwardPass.Evaluate((stage, value) => stages[stage] = value.detach().clone()));
        return stages;
    }

    /// <summary>The experiment's fields with tables of 40 rows and histories of 5 items.</summary>
    static Schema SchemaOf(string experiment)
    {
        var outline = Experiment.Load(_folder, experiment).Data.Outline;
        return new Schema("planted",
        [
            .. outline.Fields.Select(field => field with
            {
                VocabularySize = 40,
                MaxLength = field.Kind == FieldKind.Sequence ? 5 : field.MaxLength,
            }),
        ], outline.Labels);
    }
}
