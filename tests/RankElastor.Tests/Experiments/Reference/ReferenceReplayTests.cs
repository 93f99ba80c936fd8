using RankElastor.Data.Files;
using RankElastor.Experiments.Reference;
using RankElastor.Model.Interchange;

namespace RankElastor.Tests.Experiments.Reference;

/// <summary>
/// A compact selection of the reference cases travels with the tests; <c>verify</c> replays the others where they are.
/// </summary>
[Collection("torch")]
public sealed class ReferenceReplayTests
{
    const string SmallCase = "zoo_lr";

    [Theory]
    [InlineData("zoo_", 35)]
    [InlineData("unimixer_", 18)]
    [InlineData("effective_rank", 1)]
    [InlineData("metrics", 1)]
    public void Cases_AgreeWithTheReference(string filter, int atLeast)
    {
        var results = ReferenceReplay.Run(Cases(), filter);
        Assert.All(
            results,
            result => Assert.True(result.Outcome != ReferenceOutcome.Failed, $"{result.Name}: {result.Reason}"));
        Assert.True(results.Count(result => result.Outcome == ReferenceOutcome.Passed) >= atLeast);
    }

    [Fact]
    [Trait("kind", "slow")]
    public void ParameterCounts_AgreeWithTheReleasedExperiments()
    {
        var results = ReferenceReplay.Run(Cases(), "param_counts/");
        Assert.Equal(23, results.Count);
        Assert.All(
            results,
            result => Assert.True(result.Outcome == ReferenceOutcome.Passed, $"{result.Name}: {result.Reason}"));
    }

    [Theory]
    [InlineData("act.lr_layer")]
    [InlineData("g.lr_layer.bias")]
    [InlineData("a3.lr_layer.bias")]
    [InlineData("out.prob_eval")]
    public void ChangedTensor_Fails_AndIsTheWorst(string name)
    {
        var result = ReplayChanged(entry => entry.Name == name ? entry with { Data = Shifted(entry.Data) } : entry);
        Assert.Equal(ReferenceOutcome.Failed, result.Outcome);
        Assert.Equal(name, result.Worst!.Tensor);
        Assert.True(result.Worst.Error > result.Worst.Tolerance);
    }

    [Theory]
    [InlineData("act.lr_layer", "act.unknown")]
    [InlineData("a3.lr_layer.bias", "a3.unknown")]
    [InlineData("out.prob", "out.unknown")]
    public void TensorThatNothingIsComparedWith_Fails(string name, string renamed)
    {
        var result =
            ReplayChanged(entry => entry.Name == name && name != "out.prob" ? entry with { Name = renamed } : entry,
            name == "out.prob" ? renamed : null);
        Assert.Equal(ReferenceOutcome.Failed, result.Outcome);
        Assert.Contains($"not compared: {renamed}", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void CasesThatCannotBeRead_DoNotStopTheOthers()
    {
        var folder = Directory.CreateTempSubdirectory("rank-elastor-").FullName;
        try
        {
            var json = File.ReadAllText(Path.Combine(Cases(), SmallCase + ".json"));
            var tensors = File.ReadAllBytes(Path.Combine(Cases(), SmallCase + ".safetensors"));
            void Case(string name, string text, byte[]? data)
            {
                File.WriteAllText(Path.Combine(folder, name + ".json"), text);
                if (data is not null)
                {
                    File.WriteAllBytes(Path.Combine(folder, name + ".safetensors"), data);
                }
            }

            string Changed(string old, string text)
            {
                Assert.Contains(old, json, StringComparison.Ordinal);
                return json.Replace(old, text, StringComparison.Ordinal);
            }

            Case("good1", json, tensors);
            Case("half-a-json", json[..(json.Length / 2)], tensors);
            Case("no-tensors", json, null);
            Case("half-a-file", json, tensors[..(tensors.Length / 2)]);
            Case("a-list", "[]", tensors);
            Case("no-model", Changed("\"model\"", "\"modell\""), tensors);
            Case("another-model", Changed("\"LR\"", "\"Perceptron\""), tensors);
            Case("no-optimiser", Changed("\"optimizer\"", "\"optimiser\""), tensors);
            Case("text-penalty", Changed("\"embedding\":0.001", "\"embedding\":\"l4(2)\""), tensors);
            Case("field-option", Changed("\"vocab_size\"", "\"position_dim\": 3, \"vocab_size\""), tensors);
            Case("good2", json, tensors);
            string[] names =
            [
                "good1", "half-a-json", "no-tensors", "half-a-file", "a-list", "no-model", "another-model",
                "no-optimiser", "text-penalty", "field-option", "not-there", "good2",
            ];
            var index = System.Text.Json.JsonSerializer.Serialize(new { cases = names });
            File.WriteAllText(Path.Combine(folder, "index.json"), index);
            var results = ReferenceReplay.Run(folder);
            Assert.Equal(names, results.Select(result => result.Name));
            Assert.Equal(
                ["good1", "good2"],
                results.Where(result => result.Outcome == ReferenceOutcome.Passed).Select(result => result.Name));
            Assert.Equal(
                ["another-model", "field-option"],
                results.Where(result => result.Outcome == ReferenceOutcome.Skipped).Select(result => result.Name));
            Assert.All(results, result => Assert.Equal(
                result.Outcome == ReferenceOutcome.Passed, result.Reason.Length == 0));
            Assert.All(results, result => Assert.DoesNotContain('\n', result.Reason));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("{\"cases\": [")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    public void DamagedIndex_IsAnInputError(string text)
    {
        var folder = Directory.CreateTempSubdirectory("rank-elastor-").FullName;
        File.WriteAllText(Path.Combine(folder, "index.json"), text);
        Assert.Contains("index.json", Assert.Throws<InputException>(() => ReferenceReplay.Run(folder)).Message,
            StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void FolderWithoutCases_IsAnInputError()
    {
        var folder = Directory.CreateTempSubdirectory("rank-elastor-").FullName;
        Assert.Throws<InputException>(() => ReferenceReplay.Run(folder));
        Directory.Delete(folder);
    }

    static ReferenceResult ReplayChanged(Func<SafetensorsEntry, SafetensorsEntry> change, string? added = null)
    {
        var folder = Directory.CreateTempSubdirectory("rank-elastor-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "index.json"), $$"""{"cases": ["{{SmallCase}}"]}""");
            File.Copy(Path.Combine(Cases(), SmallCase + ".json"), Path.Combine(folder, SmallCase + ".json"));
            var file = Safetensors.Read(Path.Combine(Cases(), SmallCase + ".safetensors"));
            List<SafetensorsEntry> entries = [.. file.Tensors.Select(change)];
            if (added is not null)
            {
                entries.Add(entries[0] with { Name = added });
            }

            Safetensors.Write(Path.Combine(folder, SmallCase + ".safetensors"), file with { Tensors = entries });
            return Assert.Single(ReferenceReplay.Run(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static byte[] Shifted(ReadOnlyMemory<byte> floats)
    {
        var bytes = floats.ToArray();
        BitConverter.TryWriteBytes(bytes, BitConverter.ToSingle(bytes) + 0.01f);
        return bytes;
    }

    static string Cases() => Path.Combine(AppContext.BaseDirectory, "Reference", "cases");
}
