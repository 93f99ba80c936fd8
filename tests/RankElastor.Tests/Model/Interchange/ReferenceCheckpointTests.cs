using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Tests.Data;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Interchange;

[Collection("torch")]
public sealed class ReferenceCheckpointTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string File => _folder["reference.model"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("RankElastor")]
    [InlineData("DNN")] // batch_norm counts its batches in whole numbers
    public void Load_OfATorchFile_KeepsEveryBit(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Make(name);
        TinyCase.Scatter(model);
        TorchSave.Write(File, ReferenceState.Export(model));
        using var other = Make(name, seed: 99);
        ReferenceCheckpoint.Load(other, File);
        TinyCase.Close(
            model.Logits(TinyCase.Batch(), ForwardPass.Evaluate()),
            other.Logits(TinyCase.Batch(), ForwardPass.Evaluate()),
            0);
    }

    [Fact]
    public void Load_OfSafetensors_IsTheSame()
    {
        using var scope = NewDisposeScope();
        using var model = Make("DNN");
        TinyCase.Scatter(model);
        ModelFile.Save(model, File);
        using var other = Make("DNN", seed: 99);
        ReferenceCheckpoint.Load(other, File);
        TinyCase.Close(
            model.Logits(TinyCase.Batch(), ForwardPass.Evaluate()),
            other.Logits(TinyCase.Batch(), ForwardPass.Evaluate()),
            0);
    }

    [Fact]
    public void Load_OfAnotherShapeOrAMissingTensor_NamesThem_AndKeepsTheWeights()
    {
        using var scope = NewDisposeScope();
        using var model = Make("DNN");
        var state = ReferenceState.Export(model).ToList();
        var before = state.ToList();
        var table = state.FindIndex(entry => entry.Name.EndsWith("C1.weight", StringComparison.Ordinal));
        var missing = state.FindLast(entry => entry.Name.EndsWith(".bias", StringComparison.Ordinal))!;
        state[table] = state[table] with { Shape = [7, 4], Data = new byte[7 * 4 * 4] };
        state.Remove(missing);
        TorchSave.Write(File, state);
        var error = Assert.Throws<InputException>(() => ReferenceCheckpoint.Load(model, File));
        const string Shape = "embedding_layer.embedding_layer.embedding_layers.C1.weight [7, 4] for [5, 4]";
        Assert.Equal(
            $"{File}: does not fit the model: missing: {missing.Name}; other shape: {Shape}", error.Message);
        Assert.Equal(
            before.Select(entry => entry.Data.ToArray()),
            ReferenceState.Export(model).Select(entry => entry.Data.ToArray()));
    }

    [Fact]
    public void Read_FollowsOffsetsAndStrides()
    {
        var storage = new float[] { 0, 1, 2, 3, 4, 5, 6 };
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(storage.AsSpan()).ToArray();
        TorchSave.View[] views =
        [
            new("whole", "0", 0, [7], [1]), new("turned", "0", 1, [3, 2], [1, 3]), new("scalar", "0", 4, [], []),
            new("none", "0", 0, [0, 3], [3, 1]), new("same", "0", 5, [2, 1], [0, 1]),
        ];
        TorchSave.Write(File, views, [bytes], ["FloatStorage"]);
        var found = TorchFile.Read(File).ToDictionary(
            entry => entry.Name,
            entry => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(entry.Data.Span).ToArray());
        Assert.Equal(storage, found["whole"]);
        Assert.Equal([1, 4, 2, 5, 3, 6], found["turned"]);
        Assert.Equal([4], found["scalar"]);
        Assert.Empty(found["none"]);
        Assert.Equal([5, 5], found["same"]);
    }

    [Theory]
    [InlineData(0, 8, 1, "[8] beyond its storage of 28 bytes")]
    [InlineData(6, 2, 1, "[2] beyond its storage")]
    [InlineData(0, 3, -1, "[3] beyond its storage")]
    [InlineData(-1, 1, 1, "[1] beyond its storage")]
    public void Read_OfAViewOutsideItsStorage_IsRefused(int offset, int rows, int stride, string named)
    {
        TorchSave.Write(File, [new("x", "0", offset, [rows], [stride])], [new byte[28]], ["FloatStorage"]);
        Assert.Contains(
            $"{File}: x: found a view of shape {named}",
            Assert.Throws<InputException>(() => TorchFile.Read(File)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfSomethingElse_SaysWhatItIs()
    {
        using var model = Make("LR");
        Assert.Equal($"{File}: found no such file; allowed: a checkpoint", Complaint());
        Write("\u0080\u0002}q\0.");
        Assert.Contains(
            "found a torch file in the form of PyTorch before 1.6; allowed: the zip form",
            Complaint(),
            StringComparison.Ordinal);
        Write("weights, honestly");
        Assert.Equal(
            $"{File}: found no checkpoint; allowed: a state dict written by torch.save, or safetensors", Complaint());
        Write("PK\u0003\u0004 and nothing more");
        Assert.Contains("not a readable torch file", Complaint(), StringComparison.Ordinal);

        string Complaint() => Assert.Throws<InputException>(() => ReferenceCheckpoint.Load(model, File)).Message;

        void Write(string text) => System.IO.File.WriteAllBytes(File, System.Text.Encoding.Latin1.GetBytes(text));
    }

    [Theory]
    // a call: no constructor is known
    [InlineData("cposix\nsystem\nX\u0004\0\0\0true\u0085R.", "not a readable torch file")]
    [InlineData("cos\nsystem\n.", "found no dict of tensors")]
    [InlineData("}X\u0001\0\0\0aK\u0001s.", "a: found something other than a tensor")]
    [InlineData("}.", "found no dict of tensors")]
    [InlineData("K\u0001Q.", "found a reference to something other than a storage")]
    [InlineData("((", "not a readable torch file")]
    public void Load_OfAnotherPickle_IsRefused_AndNothingIsCalled(string pickle, string named)
    {
        using var model = Make("LR");
        TorchSave.WriteParts(File, System.Text.Encoding.Latin1.GetBytes("\u0080\u0002" + pickle), []);
        Assert.Contains(
            named,
            Assert.Throws<InputException>(() => ReferenceCheckpoint.Load(model, File)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfBigEndianOrHalfPrecision_IsRefused()
    {
        TorchSave.Write(File, [new("x", "0", 0, [1], [1])], [new byte[4]], ["FloatStorage"], byteOrder: "big");
        Assert.Contains(
            "byteorder: found 'big'; allowed: little",
            Assert.Throws<InputException>(() => TorchFile.Read(File)).Message,
            StringComparison.Ordinal);
        System.IO.File.Delete(File);
        TorchSave.Write(File, [new("x", "0", 0, [2], [1])], [new byte[4]], ["HalfStorage"]);
        Assert.Contains(
            "tensors of another element type; allowed: FloatStorage",
            Assert.Throws<InputException>(() => TorchFile.Read(File)).Message,
            StringComparison.Ordinal);
    }

    static RankingModel Make(string name, int seed = 3) =>
        ModelRegistry.BuiltIn.Create(TinyCase.Config(name, ("batch_norm", true)), TinyCase.Schema, seed);
}
