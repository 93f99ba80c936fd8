using RankElastor.Data.Files;
using RankElastor.Model.Zoo;
using static RankElastor.Tests.Model.Zoo.Loops;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>BST and HSTU in double by plain loops over real tokens, rows without items too.</summary>
[Collection("torch")]
public sealed class TokenDefinitionTests : IDisposable
{
    const int Length = 5, Item = 8;
    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("mean", 2, false, true, true)]
    [InlineData("sum", 1, true, true, false)]
    [InlineData("target", 4, true, false, true)]
    [InlineData("mean", 3, false, false, false)]
    public void Bst(string pooling, int heads, bool causal, bool norm, bool residual)
    {
        using var model = HistoryRowsCase.Observe($$"""
            {"model": "BST", "embedding_dim": 4, "dnn_hidden_units": [], "num_heads": {{heads}},
            "bst_target_field": [["item_id", "cate_id"]], "bst_sequence_field": [["click_history", "cate_history"]],
            "stacked_transformer_layers": 2, "seq_pooling_type": "{{pooling}}", "use_causal_mask": {{Word(causal)}},
            "layer_norm": {{Word(norm)}}, "use_residual": {{Word(residual)}}}
            """);
        var places = model["transformer_encoders.0.position_emb"].Chunk(4).ToArray();
        model.AreLogits(row =>
        {
            var items = model.Items(row);
            double[][] x = [.. items.Select((item, at) => (double[])[.. item, .. places[at]]),
                [.. model.Target(row), .. places[Length]]];
            for (var block = 0; block < 2; block++)
            {
                var name = $"transformer_encoders.0.transformer_blocks.{block}";
                var attended = Attended(model, $"{name}.attention", x, heads, causal);
                var s = Finished(model, $"{name}.layer_norm1", x, attended, norm, residual);
                double[][] made = [.. s.Select(token => Linear(model, $"{name}.ffn.2", Leaky(
                    Linear(model, $"{name}.ffn.0", token))))];
                x = Finished(model, $"{name}.layer_norm2", s, made, norm, residual);
            }

            double[] pooled = pooling == "target" ? x[^1]
                : Map(i => x.Sum(token => token[i]) / (pooling == "mean" ? x.Length : 1), x[0].Length);
            return Linear(model, "dnn.mlp.0", [.. model.Others(row), .. pooled])[0];
        });
    }

    [Theory]
    [InlineData(1, "null", "null", false, false)]
    [InlineData(2, "6", "10", true, false)]
    [InlineData(4, "4", "null", false, true)]
    public void Hstu(int heads, string attention, string linear, bool inputNorm, bool front)
    {
        var (a, d) = (Number(attention) / heads, Number(linear) / heads);
        using var model = HistoryRowsCase.Observe($$"""
            {"model": "HSTU", "embedding_dim": 4, "dnn_hidden_units": [], "num_heads": {{heads}}, "num_layers": 2,
            "target_field": [["item_id", "cate_id"]], "sequence_field": [["click_history", "cate_history"]],
            "attention_dim": {{attention}}, "linear_dim": {{linear}}, "use_input_norm": {{Word(inputNorm)}}}
            """, front);
        model.AreLogits(row =>
        {
            double[][] x = [.. model.Items(row), model.Target(row)];
            for (var layer = 0; layer < 2; layer++)
            {
                var name = $"encoders.0.layers.{layer}";
                var bias = model[$"{name}.relative_bias"];
                double[][] parts = [.. x.Select(token => (double[])
                    [.. Linear(model, $"{name}.uvqk", inputNorm ? Norm(model, $"{name}.input_norm", token) : token,
                        bias: false).Select(value => value * Sigmoid(value))])];
                double[] U(int i) => parts[i][..(heads * d)];
                double[] Cut(int i, int start, int head, int width) =>
                    parts[i][(start + head * width)..(start + (head + 1) * width)];
                double[] V(int i, int head) => Cut(i, heads * d, head, d);
                double[] Q(int i, int head) => Cut(i, 2 * heads * d, head, a);
                double[] K(int i, int head) => Cut(i, heads * (2 * d + a), head, a);
                double Weight(int i, int j, int head)
                {
                    var score = Dot(Q(i, head), K(j, head)) + bias[i - j];
                    return score * Sigmoid(score) / (Length + 1);
                }

                x = [.. x.Select((token, i) =>
                {
                    double[] attended = [.. Enumerable.Range(0, heads).SelectMany(head => Sum(
                        [.. Enumerable.Range(0, i + 1).Select(j => Weight(i, j, head))],
                        [.. Enumerable.Range(0, i + 1).Select(j => V(j, head))]))];
                    double[] gated = [.. Norm(model, $"{name}.norm", attended).Zip(U(i), (value, u) => value * u)];
                    return Add(token, Linear(model, $"{name}.output", gated, bias: false));
                })];
            }

            return Linear(model, "dnn.mlp.0", [.. model.Others(row), .. x[^1]])[0];
        });
    }

    [Theory]
    [InlineData("\"model\": \"BST\", \"num_heads\": 5", "num_heads: found 5; allowed: a divisor of 12")]
    [InlineData("\"model\": \"BST\", \"net_dropout\": [0.1, 0]", "net_dropout: found")]
    [InlineData("\"model\": \"HSTU\", \"attention_dim\": 7", "attention_dim: found 7 with 2 heads; allowed: a")]
    [InlineData("\"model\": \"HSTU\", \"linear_dim\": 0", "linear_dim: found 0; allowed: a whole number from 1")]
    public void Option_ThatCannotBe_IsNamed(string option, string expected)
    {
        var error = Assert.Throws<InputException>(() => ModelRegistry.BuiltIn.Create(
            SmallData.Config($$"""{"embedding_dim": 4, "dnn_hidden_units": [3, 2], {{option}}}"""),
            SmallData.Histories, seed: 1));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    static string Word(bool value) => value ? "true" : "false";

    static int Number(string word) => word == "null" ? Item : int.Parse(word);

    static double[] Leaky(double[] x) => [.. x.Select(value => value > 0 ? value : 0.01 * value)];

    static double[][] Finished(
        Observed model, string name, double[][] x, double[][] y, bool norm, bool residual) => [.. y.Select((token, i) =>
        {
            var sum = residual ? Add(token, x[i]) : token;
            return norm ? Norm(model, name, sum) : sum;
        })];

    static double[][] Attended(Observed model, string name, double[][] x, int heads, bool causal)
    {
        var (width, all) = (x[0].Length / heads, x[0].Length);
        double[][] parts =
            [.. x.Select(token => Linear(model[$"{name}.in_proj_weight"], model[$"{name}.in_proj_bias"], token))];
        double[] Cut(int i, int part, int head) =>
            parts[i][(part * all + head * width)..(part * all + (head + 1) * width)];
        return [.. x.Select((_, i) =>
        {
            int[] seen = [.. Enumerable.Range(0, causal ? i + 1 : x.Length)];
            double[] joined = [.. Enumerable.Range(0, heads).SelectMany(head => Sum(
                Softmax(seen.Select(j => Dot(Cut(i, 0, head), Cut(j, 1, head)) / Math.Sqrt(width))),
                [.. seen.Select(j => Cut(j, 2, head))]))];
            return Linear(model, $"{name}.out_proj", joined);
        })];
    }
}
