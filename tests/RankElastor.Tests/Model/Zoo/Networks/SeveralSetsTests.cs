using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Training;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Health;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Networks;

/// <summary>Models with tables of their own for some fields beside those of all.</summary>
[Collection("torch")]
public sealed class SeveralSetsTests
{
    [Theory]
    [InlineData("""{"model": "FinalMLP", "embedding_dim": 4, "fs1_context": ["C2"], "fs2_context": ["C3", "C1"]}""")]
    [InlineData("""{"model": "PPNet", "embedding_dim": 4, "gate_priors": ["C4", "C2"], "gate_emb_dim": 3}""")]
    [InlineData("""{"model": "AFN", "embedding_dim": 4}""")]
    public void EachLookUp_IsCountedOnce(string json)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Schema, seed: 1);
        var rows = SmallData.Rows(20);
        var sample = new ValidationSample(new MemorySource(rows, 7, 1), 10, model.Embeddings);
        foreach (var field in (string[])["C1", "C2", "C3", "C4"])
        {
            var column = rows.Layout.Offset(SmallData.Schema.Fields.Single(candidate => candidate.Name == field));
            var expected = new int[40];
            for (var row = 0; row < rows.Rows; row++)
            {
                expected[rows.Ids[row * rows.Layout.IdColumns + column]]++;
            }

            Assert.Equal(expected, sample.LookUps(field));
        }

        Assert.NotNull(new HealthProbe(model, new MemorySource(rows, 7, 1), 10, Machine.Sequential));
    }
}
