using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Tokens;

/// <summary>RankUp's parts, and what is left without them; DeRes's residual.</summary>
[Collection("torch")]
public sealed class RankUpTests
{
    const string Shape = """
        "embedding_dim": 4, "Token_num": 4, "Token_dim": 8, "depth": 2, "pred_head": "mlp",
        "proj_param": {"trans_type": "matrix", "hidden_units": [8]}, "interaction_mlp_params": {"hidden_units": [8]}
        """;

    [Fact]
    public void WithoutItsParts_ItIsRankElastor()
    {
        using var scope = NewDisposeScope();
        using var elastor = Make($$"""{"model": "RankElastor", {{Shape}}}""");
        using var up = Make($$"""{"model": "RankUp", {{Shape}}, "global_token": "none", "task_tokens": false}""");
        TinyCase.Close(Logits(elastor), Logits(up), 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public void Permuted_DealsEveryFieldOnce_AndEvenly(int tokens)
    {
        using var scope = NewDisposeScope();
        var groups = Groups(tokens, seed: 3);
        Assert.Equal(tokens, groups.Count);
        Assert.Equal(Enumerable.Range(0, 6).Select(at => (long)at), groups.SelectMany(group => group).Order());
        Assert.True(groups.Max(group => group.Length) - groups.Min(group => group.Length) <= 1);
    }

    [Fact]
    public void Permuted_IsFixedByItsSeedAlone()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Groups(3, seed: 3), Groups(3, seed: 3));
        Assert.NotEqual(Groups(3, seed: 3).SelectMany(group => group), Groups(3, seed: 4).SelectMany(group => group));
    }

    [Fact]
    public void MoreTokensThanFields_AreAnInputError()
    {
        var error = Assert.Throws<InputException>(() => Groups(7, seed: 0));
        Assert.Contains("Token_num: found 7; allowed: at most 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EachTask_ReadsItsOwnToken()
    {
        using var scope = NewDisposeScope();
        using var model = Make(
            """{"model": "RankUp", "embedding_dim": 4, "Token_num": 3, "Token_dim": 8, "num_tasks": 2}""",
            SmallData.TwoLabels);
        var stages = new Dictionary<string, Tensor>();
        var logits = model.Logits(
            SmallData.Rows(5, model.Schema), ForwardPass.Evaluate((name, value) => stages[name] = value));
        Assert.Equal([5L, 2], logits.shape);
        for (var task = 0; task < 2; task++)
        {
            var token = stages["backbone.1.output"].select(1, 4 + task); // behind three of fields and the global one
            TinyCase.Close(token, stages[$"pred.input{task}"], 0);
            TinyCase.Close(logits.select(1, task), nn.functional.linear(
                token, TinyCase.Reference(model, $"pred.{task}.mlp.0.weight"),
                TinyCase.Reference(model, $"pred.{task}.mlp.0.bias")).flatten());
        }
    }

    [Fact]
    public void TaskTokens_WithAllTokensRead_AreAnInputError()
    {
        var error = Assert.Throws<InputException>(() => Make(
            """{"model": "RankUp", "embedding_dim": 4, "Token_num": 3, "Token_dim": 8, "pred_head": "flatten"}"""));
        Assert.Contains("pred_head: found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recall_IsItsDefinition_AndWithAnOpenGateNothing()
    {
        using var scope = NewDisposeScope();
        using var model = Make($$"""{"model": "RankUp", {{Shape}}, "task_tokens": false, "deres_width": 3}""");
        TinyCase.Scatter(model);
        var stages = new Dictionary<string, Tensor>();
        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((name, value) => stages[name] = value));
        Tensor Named(string name) => TinyCase.Reference(model, $"backbone.recall.{name}");
        var first = stages["backbone.0.output"];
        var second = stages["backbone.1"];
        var tokens = cat([stages["embedding_tokenization"], Added(model).expand(5, -1, -1)], 1);
        for (var token = 0; token < 5; token++)
        {
            var expected = zeros(5, 8);
            foreach (var (block, state) in ((int, Tensor)[])[(0, tokens), (1, first)])
            {
                var y = state.select(1, token);
                var normed = y / (y * y).mean([-1], keepdim: true).sqrt() * Named($"{block}.norm.gamma");
                var compressed = normed.matmul(Named($"{block}.down.weight").t());
                var score = compressed.mv(Named("1.query")) / Math.Sqrt(3);
                expected += (score * score.sigmoid()).unsqueeze(1) * compressed.matmul(Named("1.up.weight").t());
            }

            var gate = Named("1.gate").sigmoid();
            TinyCase.Close(
                gate * second.select(1, token) + (1 - gate) * expected,
                stages["backbone.1.output"].select(1, token), 1e-4);
        }

        using (no_grad())
        {
            Named("0.gate").fill_(100);
            Named("1.gate").fill_(100);
        }

        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((name, value) => stages[name] = value));
        TinyCase.Close(stages["backbone.1"], stages["backbone.1.output"], 0);
    }

    static Tensor Added(RankingModel model) => TinyCase.Reference(model, "added_tokens.global").unsqueeze(0);

    static IReadOnlyList<long[]> Groups(int tokens, int seed)
    {
        using var model = Make(
            $$"""
            {"model": "RankUp", "embedding_dim": 4, "Token_num": {{tokens}}, "Token_dim": 8, "depth": 1,
            "proj_param": {"permutation_seed": {{seed}} } }
            """);
        return [.. model.Parameters.Buffers
            .Where(buffer => buffer.Name.EndsWith(".fields", StringComparison.Ordinal))
            .Select(buffer => buffer.Value.data<long>().ToArray())];
    }

    static RankingModel Make(string json, Schema? schema = null) =>
        ModelRegistry.BuiltIn.Create(SmallData.Config(json), schema ?? TinyCase.Schema, seed: 3);

    static Tensor Logits(RankingModel model) => model.Logits(TinyCase.Batch(), ForwardPass.Evaluate());
}
