using RankElastor.Data.Files;
using RankElastor.Model.Interchange;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Interchange;

[Collection("torch")]
public sealed class ReferenceStateTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("state").FullName;

    string Path => System.IO.Path.Combine(_folder, "model.safetensors");

    [Theory]
    [InlineData("full", "swiglu")]
    [InlineData("random_permutation", "swiglu-mhc")]
    public void SaveAndLoad_KeepEveryBit(string mixing, string activation)
    {
        using var scope = NewDisposeScope();
        (string, object?)[] keys =
            [("mixing_type", mixing), ("interaction_mlp_params.activation", activation), ("use_opq", true)];
        using var model = TinyCase.Build("RankElastor", keys);
        TinyCase.Scatter(model);
        model.Logits(TinyCase.Batch(), ForwardPass.Train(0, 0)); // moves the rotation
        ModelFile.Save(model, Path);
        using var other = ModelRegistry.BuiltIn.Create(TinyCase.Config("RankElastor", keys), TinyCase.Schema, seed: 99);
        ModelFile.Load(other, Path);
        TinyCase.Close(
            model.Logits(TinyCase.Batch(), ForwardPass.Evaluate()),
            other.Logits(TinyCase.Batch(), ForwardPass.Evaluate()),
            0);
        ModelFile.Save(other, Path + "2");
        Assert.Equal(File.ReadAllBytes(Path), File.ReadAllBytes(Path + "2"));
    }

    [Fact]
    public void Export_UsesTheReferencesNamesAndShapes()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build("RankElastor");
        var shapes = ReferenceState.Export(model).ToDictionary(entry => entry.Name, entry => entry.Shape);
        Assert.Equal([24, 8], shapes["backbone.0.token_interaction.parallel_ffns.3.1.fc_lift1.weight"]);
        Assert.Equal([24], shapes["backbone.0.token_interaction.parallel_ffns.0.1.fc_lift1.bias"]);
        Assert.Equal([32, 32], shapes["backbone.0.token_mixing.cross_mixing.weight"]);
        Assert.Equal([5, 4], shapes["embedding_layer.embedding_layer.embedding_layers.C1.weight"]);
        Assert.Equal([10, 6], shapes["embedding_tokenization.mlp.0.weight"]);
        Assert.DoesNotContain(shapes.Keys, name => name.Contains('*', StringComparison.Ordinal));
    }

    [Fact]
    public void Import_ListsWhatDoesNotFit_AndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build("RankElastor");
        var state = ReferenceState.Export(model).ToList();
        var before = model.Logits(TinyCase.Batch(), ForwardPass.Evaluate());
        var bias = state.FindIndex(entry => entry.Name == "pred.1.bias");
        state[bias] = state[bias] with { Name = "pred.9.bias" };
        var gamma = state.FindIndex(entry => entry.Name == "backbone.0.layer_norm1.gamma");
        state[gamma] = state[gamma] with { Shape = [2, 4] };
        var error = Assert.Throws<InputException>(() => ReferenceState.Import(model, "file", state));
        Assert.Equal(
            "file: does not fit the model: missing: pred.1.bias; unexpected: pred.9.bias; " +
            "other shape: backbone.0.layer_norm1.gamma [2, 4] for [8]",
            error.Message);
        TinyCase.Close(before, model.Logits(TinyCase.Batch(), ForwardPass.Evaluate()), 0);
    }

    [Theory]
    [InlineData("PNN", "inner_product_layer.triu_mask")]
    [InlineData("AFM", "product_layer.triu_index")]
    public void Constants_AreExported_AndMayBeMissing(string name, string constant)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(TinyCase.Config(name), TinyCase.Schema, seed: 1);
        var state = ReferenceState.Export(model);
        Assert.Contains(constant, state.Select(entry => entry.Name));
        ReferenceState.Import(model, "file", state);
        ReferenceState.Import(model, "file", [.. state.Where(entry => entry.Name != constant)]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
