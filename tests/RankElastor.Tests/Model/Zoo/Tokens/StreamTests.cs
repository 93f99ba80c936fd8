using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Tokens;

/// <summary>OneTrans, HyFormer and MixFormer: layers against plain loops, padding and empty histories.</summary>
[Collection("torch")]
public sealed class StreamTests
{
    const int Rows = 6;
    const int Items = 5;
    const int Fields = 2;
    const int Width = 4;
    const string Shape = """
        "embedding_dim": 4, "Token_num": 2, "Token_dim": 4, "target_field": [["item_id", "cate_id"]],
        "sequence_field": [["click_history", "cate_history"]], "depth": 1
        """;

    public static TheoryData<string> Models => [
        $$"""{"model": "OneTrans", {{Shape}}}""",
        $$"""{"model": "OneTrans", {{Shape}}, "pyramid": false}""",
        $$"""{"model": "OneTrans", {{Shape}}, "pyramid": false, "causal": false, "token_per_field": true}""",
        $$"""{"model": "HyFormer", {{Shape}}, "query_num": 2, "interaction_mlp_params": {"hidden_units": [8]} }""",
        $$"""{"model": "MixFormer", {{Shape}}}""",
        $$"""{"model": "MixFormer", {{Shape}}, "user_fields": "user", "user_tokens": 1}""",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Padding_MayStandInFront(string json)
    {
        using var scope = NewDisposeScope();
        using var model = Make(json);
        var batch = SmallData.Rows(Rows, model.Schema);
        var behind = model.Logits(batch, ForwardPass.Evaluate());
        MoveToTheEnd(batch);
        TinyCase.Close(behind, model.Logits(batch, ForwardPass.Evaluate()), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void AnEmptyHistory_IsFinite_AndHasAGradient(string json)
    {
        using var scope = NewDisposeScope();
        using var model = Make(json);
        var batch = SmallData.Rows(Rows, model.Schema);
        foreach (var field in Histories(batch))
        {
            for (var row = 0; row < Rows; row++)
            {
                HistoryIds.Clear(batch, field, row);
            }
        }

        var logits = model.Logits(batch, ForwardPass.EvaluateDifferentiably());
        logits.sum().backward();
        Assert.True(logits.isfinite().all().item<bool>());
        Assert.All(model.Parameters.Trainable, parameter => Assert.True(
            parameter.Value.grad is not { } gradient || gradient.isfinite().all().item<bool>(), parameter.Name));
    }

    [Fact]
    public void TheOrderOfItems_MattersToOneTrans()
    {
        using var scope = NewDisposeScope();
        using var model = Make($$"""{"model": "OneTrans", {{Shape}}}""");
        var batch = SmallData.Rows(Rows, model.Schema);
        var before = model.Logits(batch, ForwardPass.Evaluate());
        foreach (var field in Histories(batch))
        {
            HistoryIds.Change(batch, field, row: 1, ids => (ids[0], ids[1]) = (ids[1], ids[0]));
        }

        var after = model.Logits(batch, ForwardPass.Evaluate());
        Assert.NotEqual(before[1].item<float>(), after[1].item<float>());
        TinyCase.Close(before[2..], after[2..]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void OneTransLayer_IsItsDefinition(bool pyramid, bool causal)
    {
        using var scope = NewDisposeScope();
        using var model = Make(
            $$"""
            {"model": "OneTrans", {{Shape}}, "pyramid": {{(pyramid ? "true" : "false")}}, "expansion_rate": 1,
            "causal": {{(causal ? "true" : "false")}} }
            """);
        var batch = SmallData.Rows(Rows, model.Schema);
        var stages = Stages(model, batch);
        var (items, fields) = (stages["history_tokens"], stages["field_tokens"]);
        for (var row = 0; row < Rows; row++)
        {
            var x = Vectors(cat([items[row], fields[row]], 0));
            bool IsThere(int at) => at >= Items || x[at].Any(value => value != 0);
            var normed = x.Select(vector => Rms(vector, Parameter(model, "backbone.0.norm1.gamma"))).ToArray();
            var first = pyramid ? Items : 0;
            for (var at = first; at < Items + Fields; at++)
            {
                var expected = new double[Width];
                if (IsThere(at))
                {
                    var joined = new double[Width];
                    var seen = Enumerable.Range(0, causal ? at + 1 : Items + Fields).Where(IsThere).ToArray();
                    for (var head = 0; head < 2; head++)
                    {
                        var query = Map(model, "query", at, normed[at]).AsSpan(2 * head, 2).ToArray();
                        var weights = Loops.Softmax(seen.Select(key => Loops.Dot(
                            query, Map(model, "key", key, normed[key]).AsSpan(2 * head, 2).ToArray()) / Math.Sqrt(2)));
                        for (var i = 0; i < 2; i++)
                        {
                            joined[2 * head + i] = seen.Select((key, place) =>
                                weights[place] * Map(model, "value", key, normed[key])[2 * head + i]).Sum();
                        }
                    }

                    var z = Loops.Add(x[at], Map(model, "join", at, joined));
                    var hidden = Map(model, "hidden", at, Rms(z, Parameter(model, "backbone.0.norm2.gamma")));
                    double[] active = [.. nn.functional.gelu(tensor(hidden)).data<double>()];
                    expected = Loops.Add(z, Map(model, "output", at, active));
                }

                var found = Vectors(stages["backbone.0"][row])[at - first];
                Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 2e-4));
            }
        }
    }

    [Fact]
    public void HyFormersQueries_AskTheItemsThatAreThere()
    {
        using var scope = NewDisposeScope();
        using var model = Make(
            $$"""
            {"model": "HyFormer", {{Shape}}, "query_num": 2, "num_heads": 1, "history_network": false,
            "interaction_mlp_params": {"hidden_units": [8]} }
            """);
        var batch = SmallData.Rows(Rows, model.Schema);
        var stages = Stages(model, batch);
        for (var row = 0; row < Rows; row++)
        {
            double[] Linear(string name, double[] x, bool bias = true) => Loops.Linear(
                Parameter(model, $"backbone.0.history.{name}.weight"),
                bias ? Parameter(model, $"backbone.0.history.{name}.bias") : null, x);
            double[][] items = [.. Vectors(stages["history_tokens"][row]).Where(item => item.Any(value => value != 0))
                .Select(item => Rms(item, Parameter(model, "backbone.0.history.item_norm.gamma")))];
            var queries = Vectors(stages["queries"][row]);
            for (var at = 0; at < queries.Length; at++)
            {
                var expected = queries[at];
                if (items.Length > 0)
                {
                    var query = Linear(
                        "query", Rms(queries[at], Parameter(model, "backbone.0.history.query_norm.gamma")));
                    var weights = Loops.Softmax(items.Select(item => Loops.Dot(query, Linear("key", item)) / 2));
                    expected = Loops.Add(expected, Linear(
                        "join", Loops.Sum(weights, [.. items.Select(item => Linear("value", item))]), bias: false));
                }

                var found = Vectors(stages["backbone.0.history"][row])[at];
                Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 2e-4));
            }
        }
    }

    [Fact]
    public void MixFormersUser_IsTheSame_WhateverItemIsRanked()
    {
        using var scope = NewDisposeScope();
        using var model = Make(
            $$"""{"model": "MixFormer", {{Shape}}, "depth": 3, "user_fields": ["user"], "user_tokens": 1}"""
                .Replace("\"depth\": 1,", "", StringComparison.Ordinal));
        var batch = SmallData.Rows(Rows, model.Schema);
        var before = Stages(model, batch)["backbone.2"];
        var item = batch.Layout.Offset(batch.Layout.Schema.Fields.Single(field => field.Name == "item_id"));
        for (var row = 0; row < Rows; row++)
        {
            batch.Ids[row * batch.Layout.IdColumns + item] = 1 + batch.Ids[row * batch.Layout.IdColumns + item] % 39;
        }

        var after = Stages(model, batch)["backbone.2"];
        TinyCase.Close(before.select(1, 0), after.select(1, 0), 0);
        Assert.True((before.select(1, 1) - after.select(1, 1)).abs().min().item<float>() > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void MixFormerLayer_IsItsDefinition(int ofUser)
    {
        using var scope = NewDisposeScope();
        var user = ofUser > 0 ? ", \"user_fields\": [\"user\"], \"user_tokens\": 1" : "";
        using var model = Make($$"""{"model": "MixFormer", {{Shape}}, "expansion_rate": 1{{user}}}""");
        var batch = SmallData.Rows(Rows, model.Schema);
        var stages = Stages(model, batch);
        for (var row = 0; row < Rows; row++)
        {
            double[] Normed(string name, double[] x) => Rms(x, Parameter(model, $"backbone.0.{name}.gamma"));
            double[] With(string name, int token, string norm, double[] x) => Loops.Add(
                x, Glu(model, $"backbone.0.{name}.{token}", Normed(norm, x)));
            var tokens = Vectors(stages["tokens"][row]);
            double[][] items = [.. Doubles(stages["history_tokens"][row]).Chunk(Fields * Width)
                .Where(item => item.Any(value => value != 0))
                .Select(item => With("item_network", 0, "item_norm", item))];
            double[][] normed = [.. tokens.Select(token => Normed("mix_norm", token))];
            for (var at = 0; at < Fields; at++)
            {
                var mixed = Loops.Map(i => at < ofUser && i / 2 >= ofUser ? 0 : normed[i / 2][at * 2 + i % 2], Width);
                var query = With("query_network", at, "query_norm", Loops.Add(tokens[at], mixed));
                double[][] Parts(string name) => [.. items.Select(item => Loops.Linear(
                    Parameter(model, $"backbone.0.{name}.{at}.weight"), null,
                    item.AsSpan(at * Width, Width).ToArray()))];
                var weights = Loops.Softmax(Parts("key").Select(key => Loops.Dot(query, key) / Math.Sqrt(Width)));
                var z = items.Length == 0 ? query : Loops.Add(query, Loops.Sum(weights, Parts("value")));
                var found = Vectors(stages["backbone.0"][row])[at];
                Assert.All(With("output_network", at, "output_norm", z).Zip(found),
                    pair => Assert.Equal(pair.First, pair.Second, 5e-4));
            }
        }
    }

    static double[] Glu(RankingModel model, string name, double[] x)
    {
        double[] Linear(string map, double[] input) =>
            Loops.Linear(Parameter(model, $"{name}.{map}.weight"), null, input);
        var (gate, up) = (Linear("gate", x), Linear("up", x));
        return Linear("down", Loops.Map(at => gate[at] * Loops.Sigmoid(gate[at]) * up[at], gate.Length));
    }

    static double[] Map(RankingModel model, string name, int at, double[] x)
    {
        var owner = at < Items ? "history" : $"fields.{at - Items}";
        return Loops.Linear(
            Parameter(model, $"backbone.0.{name}.{owner}.weight"),
            Parameter(model, $"backbone.0.{name}.{owner}.bias"), x);
    }

    static double[] Rms(double[] x, double[] gain)
    {
        var size = Math.Sqrt(x.Average(value => value * value) + 1e-12);
        return Loops.Map(at => x[at] / size * gain[at], x.Length);
    }

    static double[] Parameter(RankingModel model, string name) => Doubles(TinyCase.Reference(model, name));

    static double[][] Vectors(Tensor x) => [.. Doubles(x).Chunk(Width)];

    static double[] Doubles(Tensor x) => [.. x.detach().to(ScalarType.Float64).contiguous().data<double>()];

    static Dictionary<string, Tensor> Stages(RankingModel model, Batch batch)
    {
        var stages = new Dictionary<string, Tensor>();
        model.Logits(batch, ForwardPass.Evaluate((name, value) => stages[name] = value));
        return stages;
    }

    static RankingModel Make(string json)
    {
        var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Histories, seed: 3);
        TinyCase.Scatter(model);
        return model;
    }

    static IEnumerable<Field> Histories(Batch batch) =>
        batch.Layout.Schema.Fields.Where(field => field.Kind == FieldKind.Sequence);

    static void MoveToTheEnd(Batch batch)
    {
        foreach (var field in Histories(batch))
        {
            for (var row = 0; row < batch.Rows; row++)
            {
                HistoryIds.MoveToTheEnd(batch, field, row);
            }
        }
    }
}
