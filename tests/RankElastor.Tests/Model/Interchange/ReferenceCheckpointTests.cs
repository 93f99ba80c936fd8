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
    [InlineData(0, 8, 1, "[8] of a storage of 28 bytes")]
    [InlineData(6, 2, 1, "[2] of a storage of 28 bytes")]
    [InlineData(0, 3, -1, "[3] of a storage of 28 bytes")]
    [InlineData(-1, 1, 1, "[1] of a storage of 28 bytes")]
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
    [InlineData("((", "found a pickle without an end")]
    [InlineData("c__main__\nDNN\n)\u0081}X\u0001\0\0\0aK\u0001sb.", "found a whole model, pickled with its code")]
    [InlineData("}X\u0005\0\0\0modelc__main__\nDNN\n)\u0081s.", "model: found a whole model, pickled with its code")]
    [InlineData("}q\u0001X\u0005\0\0\0modelh\u0001s.", "found something other than a tensor")] // it holds itself
    public void Load_OfAnotherPickle_IsRefused_AndNothingIsCalled(string pickle, string named)
    {
        using var model = Make("LR");
        TorchSave.WriteParts(File, System.Text.Encoding.Latin1.GetBytes("\u0080\u0002" + pickle), []);
        Assert.Contains(
            named,
            Assert.Throws<InputException>(() => ReferenceCheckpoint.Load(model, File)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.")]
    [InlineData("module._orig_mod.")]
    [InlineData("model.")]
    public void Load_OfWrappedNames_DropsThePrefix(string prefix)
    {
        foreach (var name in (string[])["LR", "DNN", "RankElastor"])
        {
            AssertReads(name, state => [.. state.Select(entry => entry with { Name = prefix + entry.Name })]);
        }
    }

    [Fact]
    public void Load_OfAPrefixOnSomeNamesOnly_NamesThem()
    {
        using var scope = NewDisposeScope();
        using var model = Make("DNN");
        var state = ReferenceState.Export(model);
        TorchSave.Write(File, [state[0] with { Name = "module." + state[0].Name }, .. state.Skip(1)]);
        var error = Assert.Throws<InputException>(() => ReferenceCheckpoint.Load(model, File));
        Assert.Contains($"unexpected: module.{state[0].Name}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model_state_dict")]
    [InlineData("model")]
    public void Load_OfADictAroundTheState_ReadsIt(string key) =>
        AssertReads("DNN", state => state, $"}}(X\u0005\0\0\0epochK\u0007X{(char)key.Length}\0\0\0{key}", "u");

    [Fact]
    public void Load_OfAnotherDictAroundTheState_NamesItsKey()
    {
        using var scope = NewDisposeScope();
        using var model = Make("LR");
        TorchSave.Write(File, ReferenceState.Export(model), "}(X\u0004\0\0\0mine", "u");
        var message = Assert.Throws<InputException>(() => ReferenceCheckpoint.Load(model, File)).Message;
        Assert.Contains(": mine: found something other than a tensor", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BF16", 2)]
    [InlineData("F16", 2)]
    [InlineData("F64", 8)]
    public void Load_OfFloatsOfAnotherWidth_TakesTheNearestFloat32(string type, int bytes)
    {
        var kind = Enum.Parse<SafetensorsType>(type);
        SafetensorsEntry As(SafetensorsEntry entry)
        {
            var floats = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(entry.Data.Span);
            var data = new byte[floats.Length * bytes];
            for (var i = 0; i < floats.Length; i++)
            {
                var target = data.AsSpan(i * bytes);
                _ = kind switch
                {
                    SafetensorsType.F64 => BitConverter.TryWriteBytes(target, (double)floats[i]),
                    SafetensorsType.F16 => BitConverter.TryWriteBytes(target, (Half)floats[i]),
                    _ => BitConverter.TryWriteBytes(target, (ushort)(BitConverter.SingleToUInt32Bits(floats[i]) >> 16)),
                };
            }

            return entry with { Type = kind, Data = data };
        }

        foreach (var safetensors in (bool[])[false, true])
        {
            using var scope = NewDisposeScope();
            using var model = Make("RankElastor");
            foreach (var value in model.Parameters.Trainable.Select(parameter => parameter.Value)
                .Concat(model.Embeddings.SelectMany(set => set.Tables).Select(table => table.Weights)))
            {
                using var frozen = no_grad();
                value.copy_((value * 16).round() / 8); // exact in each of the three
            }

            System.IO.File.Delete(File);
            List<SafetensorsEntry> state =
            [
                .. ReferenceState.Export(model)
                    .Select(entry => entry.Type == SafetensorsType.F32 ? As(entry) : entry),
            ];
            if (safetensors)
            {
                Safetensors.Write(File, new(new Dictionary<string, string>(), state));
            }
            else
            {
                TorchSave.Write(File, state);
            }

            using var other = Make("RankElastor", seed: 99);
            ReferenceCheckpoint.Load(other, File);
            Assert.Equal(
                ReferenceState.Export(model).Select(entry => entry.Data.ToArray()),
                ReferenceState.Export(other).Select(entry => entry.Data.ToArray()));
        }
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00", "a pointer of Git LFS in place of")]
    [InlineData("<!DOCTYPE html><html>not found</html>", "a web page in place of the file")]
    [InlineData("\u001f\u008b\u0008 and so on", "a file compressed with gzip")]
    public void Load_OfWhatOftenComesInstead_SaysWhatItIs(string text, string named)
    {
        using var model = Make("LR");
        System.IO.File.WriteAllBytes(File, System.Text.Encoding.Latin1.GetBytes(text));
        Assert.Contains(
            $"{File}: found {named}",
            Assert.Throws<InputException>(() => ReferenceCheckpoint.Load(model, File)).Message,
            StringComparison.Ordinal);
    }

    void AssertReads(
        string name, Func<IReadOnlyList<SafetensorsEntry>, IReadOnlyList<SafetensorsEntry>> change,
        string before = "", string after = "")
    {
        using var scope = NewDisposeScope();
        using var model = Make(name);
        TinyCase.Scatter(model);
        System.IO.File.Delete(File);
        TorchSave.Write(File, change(ReferenceState.Export(model)), before, after);
        using var other = Make(name, seed: 99);
        ReferenceCheckpoint.Load(other, File);
        TinyCase.Close(
            model.Logits(TinyCase.Batch(), ForwardPass.Evaluate()),
            other.Logits(TinyCase.Batch(), ForwardPass.Evaluate()),
            0);
    }

    [Fact]
    public void Read_OfBigEndianOrComplexNumbers_IsRefused()
    {
        TorchSave.Write(File, [new("x", "0", 0, [1], [1])], [new byte[4]], ["FloatStorage"], byteOrder: "big");
        Assert.Contains(
            "byteorder: found 'big'; allowed: little",
            Assert.Throws<InputException>(() => TorchFile.Read(File)).Message,
            StringComparison.Ordinal);
        System.IO.File.Delete(File);
        TorchSave.Write(File, [new("x", "0", 0, [2], [1])], [new byte[4]], ["ComplexFloatStorage"]);
        Assert.Contains(
            "tensors of another element type; allowed: FloatStorage",
            Assert.Throws<InputException>(() => TorchFile.Read(File)).Message,
            StringComparison.Ordinal);
    }

    static RankingModel Make(string name, int seed = 3) =>
        ModelRegistry.BuiltIn.Create(TinyCase.Config(name, ("batch_norm", true)), TinyCase.Schema, seed);
}
