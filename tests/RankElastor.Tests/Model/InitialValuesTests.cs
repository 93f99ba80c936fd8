using RankElastor.Model;
using RankElastor.Model.Zoo;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Tests.Model.Zoo.Cases;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model;

/// <summary>An initial value depends on the seed and the tensor's name, and is shared with no other tensor.</summary>
[Collection("torch")]
public sealed class InitialValuesTests
{
    const string Shape = "\"embedding_dim\": 8, \"hidden_units\": [16, 16, 16], \"dnn_hidden_units\": [16, 16, 16]";

    public static TheoryData<string> Models => [.. ModelRegistry.BuiltIn.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void EveryTensor_HasAStreamOfItsOwn(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Make(name, seed: 1);
        bool HasRatios(float[] values) => values.Length >= 8 && !values.AsSpan(0, 8).Contains(0);
        var drawn = Drawn(model).Where(pair => HasRatios(pair.Value)).ToList();
        Assert.True(drawn.Count > 3);
        for (var i = 0; i < drawn.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                // of one stream the first numbers would be alike up to the scale
                var (left, right) = (drawn[i].Value, drawn[j].Value);
                var ratios = Enumerable.Range(0, 8).Select(k => left[k] / right[k]).ToList();
                Assert.True(
                    ratios.Max() - ratios.Min() > 1e-3 * ratios.Max(Math.Abs), $"{drawn[i].Key} is {drawn[j].Key}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SameSeed_GivesTheSameBits_AndAnotherSeedOthers(string name)
    {
        using var scope = NewDisposeScope();
        using var one = Make(name, seed: 1);
        using var same = Make(name, seed: 1);
        using var other = Make(name, seed: 2);
        var (left, right, far) = (Drawn(one), Drawn(same), Drawn(other));
        Assert.All(left, pair => Assert.Equal(pair.Value, right[pair.Key]));
        Assert.All(left, pair => Assert.NotEqual(pair.Value, far[pair.Key]));
    }

    [Fact]
    public void TensorOfOneName_IsTheSameInAnyModel_WhateverIsMadeBeforeIt()
    {
        using var scope = NewDisposeScope();
        using var one = Make("DNN", seed: 1);
        using var other = Make("DeepFM", seed: 1);
        var (left, right) = (Drawn(one), Drawn(other));
        Assert.True(left.Count >= 9);
        Assert.All(left, pair => Assert.Equal(pair.Value, right[pair.Key]));
    }

    /// <summary>Tensors that are drawn, without padding, by name.</summary>
    static Dictionary<string, float[]> Drawn(RankingModel model) =>
        model.Parameters.Trainable
            .Select(parameter => (parameter.Name, Values: parameter.Value.data<float>().ToArray()))
            .Concat(model.Embeddings.SelectMany(set => set.Tables).Select(table =>
                (table.Name, Values: table.Values[table.Width..].ToArray())))
            .Where(pair => pair.Values.Any(value => value is not (0 or 1)))
            .ToDictionary(pair => pair.Name, pair => pair.Values);

    static RankingModel Make(string name, int seed)
    {
        var json = HistoryCases.All.Concat(TokenCases.All).Select(model => model.Json)
            .FirstOrDefault(text => text.Contains($"\"model\": \"{name}\"", StringComparison.Ordinal)) ?? $$"""
            {"model": "{{name}}", {{Shape}}, "Token_num": 4, "Token_dim": 8, "depth": 2, "use_wide": true,
             "parallel_dnn_hidden_units": [16, 16], "rank_k": 4}
            """;
        var schema = name == "ESMM" ? SmallData.TwoLabels : SmallData.SchemaOf(json);
        return ModelRegistry.BuiltIn.Create(SmallData.Config(json), schema, seed);
    }
}
