using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

[Collection("torch")]
public sealed class MultiEmbeddingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void OneSet_IsThePlainModel()
    {
        using var plain = Build(null);
        using var one = Build(1L);
        Assert.IsType<RankElastorModel>(one);
        Assert.Equal(
            Floats(plain.Logits(TinyCase.Batch(), ForwardPass.Evaluate())),
            Floats(one.Logits(TinyCase.Batch(), ForwardPass.Evaluate())));
    }

    [Fact]
    public void Logits_AreTheMeanOfTheSets()
    {
        using var model = Scattered(3);
        var seen = new Dictionary<string, Tensor>();
        var logits = model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((stage, value) => seen[stage] = value));
        var mean = Enumerable.Range(1, 3).Select(set =>
            seen[$"set{set}.pred"].squeeze(-1)).Aggregate((sum, branch) => sum + branch) / 3;
        Assert.Equal(Floats(mean), Floats(logits));
        Assert.All(model.Sites, site => Assert.Contains(site.Stage, seen.Keys));
        Assert.Equal(
            ["set1/embedding", "set1/tokens", "set1/block1/mixing"],
            model.TokenSites.Take(3).Select(site => site.Name));
        Assert.Equal(15, model.TokenSites.Count());
    }

    [Fact]
    public void Sets_DifferInWeightsAndDropout_ButNotInShape()
    {
        using var model = Build(2L, ("interaction_mlp_params.dropout", 0.5));
        using var plain = Build(null);
        Assert.Equal(2 * plain.DenseParameters, model.DenseParameters);
        Assert.Equal(2 * plain.EmbeddingParameters, model.EmbeddingParameters);
        Assert.Equal(["set1.embedding_layer", "set2.embedding_layer"], model.Embeddings.Select(set => set.Path));
        var parameters = model.Parameters.Trainable.ToDictionary(entry => entry.Name, entry => entry.Value);
        Assert.NotEqual(
            Floats(parameters["set1.backbone.0.token_mixing.cross_mixing.weight"]),
            Floats(parameters["set2.backbone.0.token_mixing.cross_mixing.weight"]));
        var tables =
            model.Embeddings.SelectMany(set => set.Tables).ToDictionary(table => table.Name, table => table.Weights);
        Assert.NotEqual(
            Floats(tables["set1.embedding_layer.embedding_layer.embedding_layers.C1.weight"]),
            Floats(tables["set2.embedding_layer.embedding_layer.embedding_layers.C1.weight"]));
        using (no_grad()) // with equal weights only dropout is left to tell the sets apart
        {
            foreach (
                var (name, value) in parameters.Where(entry => entry.Key.StartsWith("set2.", StringComparison.Ordinal)))
            {
                value.copy_(parameters[$"set1{name[4..]}"]);
            }

            foreach (
                var (name, value) in tables.Where(entry => entry.Key.StartsWith("set2.", StringComparison.Ordinal)))
            {
                value.copy_(tables[$"set1{name[4..]}"]);
            }
        }

        Assert.Equal(Ffn("set1", ForwardPass.Evaluate), Ffn("set2", ForwardPass.Evaluate));
        Assert.NotEqual(Ffn("set1", Training), Ffn("set2", Training));

        static ForwardPass Training(Action<string, Tensor>? observer, Machine? machine, bool sitesOnly) =>
            ForwardPass.Train(1, 1, observer, machine, sitesOnly);

        float[] Ffn(string set, Func<Action<string, Tensor>?, Machine?, bool, ForwardPass> pass)
        {
            float[]? seen = null;
            model.Logits(
                TinyCase.Batch(),
                pass((stage, value) => seen = stage == $"{set}.backbone.0" ? Floats(value) : seen, null, true));
            return seen!;
        }
    }

    [Fact]
    public void SaveAndLoad_KeepEveryBit()
    {
        using var written = Scattered(2);
        using var read = Build(2L);
        ModelFile.Save(written, _folder["model.safetensors"]);
        ModelFile.Load(read, _folder["model.safetensors"]);
        Assert.Equal(
            Floats(written.Logits(TinyCase.Batch(), ForwardPass.Evaluate())),
            Floats(read.Logits(TinyCase.Batch(), ForwardPass.Evaluate())));
        using var other = Build(3L);
        Assert.Contains(
            "set3.", Assert.Throws<InputException>(() => ModelFile.Load(other, _folder["model.safetensors"])).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Sets_OutOfRange_AreOneLine(long sets) => Assert.Equal(
        $"tiny.yaml: embedding_sets: found {sets}; allowed: a whole number from 1 to 64",
        Assert.Throws<InputException>(() => Build(sets)).Message);

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    static RankingModel Build(long? sets, params (string Key, object? Value)[] keys) =>
        ModelRegistry.BuiltIn.Create(
            TinyCase.Config("RankElastor", sets is null ? keys : [("embedding_sets", sets), .. keys]),
            TinyCase.Schema,
            seed: 3);

    static RankingModel Scattered(long sets)
    {
        var model = Build(sets);
        TinyCase.Scatter(model);
        return model;
    }

    static float[] Floats(Tensor tensor) => [.. tensor.detach().contiguous().data<float>()];
}
