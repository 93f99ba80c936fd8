using RankElastor.Data.Files;
using RankElastor.Model.Zoo;
using static RankElastor.Tests.Model.Zoo.Loops;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>DIEN in double by plain loops, rows without items too, and what it refuses.</summary>
[Collection("torch")]
public sealed class DienDefinitionTests : IDisposable
{
    const string Fields = "\"dien_target_field\": [[\"item_id\", \"cate_id\"]], "
        + "\"dien_sequence_field\": [[\"click_history\", \"cate_history\"]]";

    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, string, bool, bool> Options()
    {
        var all = new TheoryData<string, string, bool, bool>();
        foreach (var kind in (string[])["GRU", "AIGRU", "AGRU", "AUGRU"])
        {
            foreach (var form in (string[])["bilinear_attention", "dot_attention", "din_attention"])
            {
                all.Add(kind, form, true, false);
                all.Add(kind, form, false, true);
            }
        }

        return all;
    }

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Options))]
    public void Logits(string kind, string form, bool softmax, bool sums)
    {
        var json = Json($$"""
            "gru_type": "{{kind}}", "attention_type": "{{form}}", "attention_hidden_units": [3],
            "attention_activation": "relu", "use_attention_softmax": {{Word(softmax)}},
            "enable_sum_pooling": {{Word(sums)}}
            """);
        using var model = HistoryRowsCase.Observe(json);
        model.AreLogits(row =>
        {
            var (items, target) = (model.Items(row), model.Target(row));
            var interests = Extracted(model, items);
            var scores = kind == "GRU" ? [] : Scores(model, form, interests, target, softmax);
            var state = new double[target.Length];
            foreach (var (at, interest) in interests.Index())
            {
                state = Step(model, kind, interest, state, scores.ElementAtOrDefault(at));
            }

            double[] sum = [.. Map(i => items.Sum(item => item[i]), target.Length)];
            double[] added = sums ? [.. sum, .. sum.Zip(target, (s, t) => s * t)] : [];
            return Linear(model, "dnn.mlp.0", [.. state, .. added, .. model.Others(row)])[0];
        });
    }

    [Theory]
    [InlineData("AUGRU")]
    [InlineData("AIGRU")]
    public void PaddingAtTheFront_IsPassedOver_WhereAsked(string kind)
    {
        var json = Json($"\"gru_type\": \"{kind}\", \"skip_padding\": true");
        using var end = HistoryRowsCase.Observe(json);
        using var front = HistoryRowsCase.Observe(json, front: true);
        using var reference = HistoryRowsCase.Observe(Json($"\"gru_type\": \"{kind}\""));
        using var misread = HistoryRowsCase.Observe(Json($"\"gru_type\": \"{kind}\""), front: true);
        Assert.Equal(end.Logits, front.Logits, (left, right) => Math.Abs(left - right) < 1e-5);
        Assert.Equal(end.Logits, reference.Logits, (left, right) => Math.Abs(left - right) < 1e-5);
        Assert.All(misread.Logits, value => Assert.True(double.IsFinite(value)));
        Assert.True(Math.Abs(misread.Logits[0] - reference.Logits[0]) > 1e-4);
    }

    [Theory]
    [InlineData("\"aux_loss_alpha\": 1", "aux_loss_alpha: found 1; allowed: 0: FuxiCTR's auxiliary loss does not run")]
    [InlineData(
        "\"dien_neg_seq_field\": [[\"neg_click_history\"]]",
        "dien_neg_seq_field: found 'neg_click_history'; allowed: [] where there are none, or fields: price | user")]
    [InlineData("\"gru_type\": \"LSTM\"", "gru_type: found 'LSTM'; allowed: AUGRU | AGRU | AIGRU | GRU")]
    [InlineData("\"attention_type\": \"sum\"", "attention_type: found 'sum'; allowed: bilinear_attention | dot_")]
    public void Option_ThatCannotBe_IsNamed(string option, string expected)
    {
        var error = Assert.Throws<InputException>(() => ModelRegistry.BuiltIn.Create(
            SmallData.Config(Json(option)), SmallData.Histories, seed: 1));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LongDien_TakesOneHistory()
    {
        var error = Assert.Throws<InputException>(() => ModelRegistry.BuiltIn.Create(
            SmallData.Config("""
                {"model": "LongDIEN", "target_field": ["item_id", "cate_id"],
                "sequence_field": ["click_history", "cate_history"]}
                """),
            SmallData.Histories, seed: 1));
        Assert.Contains("target_field: found '2 entries'; allowed: one entry", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NegativeFields_AreReadByNoLayer()
    {
        const string option = "\"dien_neg_seq_field\": [[\"user\"]]";
        using var model = HistoryRowsCase.Observe(Json(option));
        using var without = HistoryRowsCase.Observe(Json("\"dien_neg_seq_field\": []"));
        Assert.Equal(without["dnn.mlp.0.weight"].Length - 4, model["dnn.mlp.0.weight"].Length);
    }

    static string Json(string more) => $$"""
        {"model": "DIEN", "embedding_dim": 4, "dnn_hidden_units": [], {{Fields}}, {{more}}}
        """;

    static string Word(bool value) => value ? "true" : "false";

    static double[][] Extracted(Observed model, double[][] items)
    {
        var states = new List<double[]>();
        foreach (var item in items)
        {
            states.Add(Torch(model, "extraction_modules.0", item, states.LastOrDefault() ?? new double[8]));
        }

        return [.. states];
    }

    static double[] Scores(Observed model, string form, double[][] states, double[] target, bool softmax)
    {
        double[] scores = [.. states.Select(state => form switch
        {
            "dot_attention" => Dot(state, target),
            "bilinear_attention" => Dot(Sum(state, [.. model["attention_modules.0.W_kernel"].Chunk(8)]), target),
            _ => Linear(model, "attention_modules.0.attn_mlp.mlp.2", Relu(Linear(
                model, "attention_modules.0.attn_mlp.mlp.0",
                [
                    .. target, .. state, .. target.Zip(state, (t, h) => t - h), .. target.Zip(state, (t, h) => t * h),
                ])))[0],
        })];
        return softmax ? Softmax(scores) : scores;
    }

    static double[] Step(Observed model, string kind, double[] interest, double[] state, double score)
    {
        if (kind is "GRU" or "AIGRU")
        {
            double[] input = kind == "GRU" ? interest : [.. interest.Select(x => x * score)];
            return Torch(model, "evolving_modules.0", input, state);
        }

        var (x, h) = (
            Linear(model, "evolving_modules.0.gru_cell.x2h", interest),
            Linear(model, "evolving_modules.0.gru_cell.h2h", state));
        return Map(i =>
        {
            var (update, reset) = (Sigmoid(x[i] + h[i]), Sigmoid(x[8 + i] + h[8 + i]));
            var made = Math.Tanh(x[16 + i] + reset * h[16 + i]);
            return state[i] + score * (kind == "AGRU" ? 1 : update) * (made - state[i]);
        }, 8);
    }

    static double[] Torch(Observed model, string name, double[] input, double[] state)
    {
        var x = Linear(model[$"{name}.weight_ih_l0"], model[$"{name}.bias_ih_l0"], input);
        var h = Linear(model[$"{name}.weight_hh_l0"], model[$"{name}.bias_hh_l0"], state);
        return Map(i =>
        {
            var (reset, keep) = (Sigmoid(x[i] + h[i]), Sigmoid(x[8 + i] + h[8 + i]));
            return (1 - keep) * Math.Tanh(x[16 + i] + reset * h[16 + i]) + keep * state[i];
        }, 8);
    }
}
