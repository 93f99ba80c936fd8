using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using static RankElastor.Tests.Model.Zoo.Loops;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.LongHistories;

/// <summary>LONGER as we read it, from tables and weights, in double by plain loops over ids.</summary>
[Collection("torch")]
public sealed class LongerDefinitionTests
{
    const int Width = 4, Heads = 2, Inner = 6, Length = 5, Rows = 7;

    [Theory]
    [InlineData(2, 2, "[5]")]
    [InlineData(3, 1, "[]")]
    [InlineData(4, 0, "[5, 3]")]
    [InlineData(1, 2, "[]")]
    [InlineData(4, 50, "[]")]
    public void Logits(int run, int alone, string hidden)
    {
        using var scope = NewDisposeScope();
        var json = $$"""
            {"model": "LONGER", "embedding_dim": {{Width}}, "attention_dim": {{Inner}}, "num_heads": {{Heads}},
            "dnn_hidden_units": [], "merge_items": {{run}}, "single_items": {{alone}},
            "merge_hidden_units": {{hidden}}, "target_field": [["item_id", "cate_id"]],
            "sequence_field": [["click_history", "cate_history"]]}
            """;
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Histories, seed: 2);
        TinyCase.Scatter(model);
        var batch = SmallData.Rows(Rows, model.Schema);
        foreach (var field in model.Schema.Fields.Where(field => field.Kind == FieldKind.Sequence))
        {
            HistoryIds.Clear(batch, field, row: 0); // an empty history in the first row
        }

        var found = model.Logits(batch, ForwardPass.Evaluate()).data<float>().ToArray();
        for (var row = 0; row < Rows; row++)
        {
            Assert.Equal(Logit(model, batch, row, run, alone), found[row], 2e-4);
        }
    }

    static double Logit(RankingModel model, Batch batch, int row, int run, int alone)
    {
        double[] Ids(string name)
        {
            var field = model.Schema.Fields.Single(candidate => candidate.Name == name);
            return [.. HistoryIds.Of(batch, field, row).Select(id => (double)id)];
        }

        double[] Vector(string table, double id) =>
            [.. model.Embeddings.SelectMany(set => set.Tables)
                .Single(found => found.Name.EndsWith($"{table}.weight", StringComparison.Ordinal))
                .Values.ToArray().Skip((int)id * Width).Take(Width).Select(value => (double)value)];
        double[] price = [.. Weight(model, "embedding_layer.embedding_layer.embedding_layers.price.weight")
            .Select(value => value * batch.Numbers[row])];
        double[] target = [.. Vector("item_id", Ids("item_id")[0]), .. Vector("cate_id", Ids("cate_id")[0])];
        double[][] clicks = [.. Ids("click_history").Zip(Ids("cate_history"))
            .Where(pair => pair.First != 0)
            .Select(pair => (double[])[.. Vector("item_id", pair.First), .. Vector("cate_id", pair.Second)])];
        double[][] history = [.. Enumerable.Repeat(new double[2 * Width], Length - clicks.Length), .. clicks];
        var tokens = Tokens(model, history, clicks.Length, run, Math.Min(alone, Length));
        double[] input = [.. price, .. Vector("user", Ids("user")[0]), .. target, .. Attention(model, target, tokens)];
        return Linear(Weight(model, "dnn.mlp.0.weight"), Weight(model, "dnn.mlp.0.bias"), input)[0];
    }

    /// <summary>Tokens that hold an item, from the newest to the oldest.</summary>
    static List<double[]> Tokens(RankingModel model, double[][] history, int items, int run, int alone)
    {
        var tokens = new List<double[]>();
        for (var age = 0; age < Math.Min(alone, items); age++)
        {
            tokens.Add(history[^(age + 1)]);
        }

        for (var age = alone; age < items; age += run)
        {
            var joined = new List<double>();
            for (var member = age + run - 1; member >= age; member--)
            {
                joined.AddRange(member < history.Length ? history[^(member + 1)] : new double[2 * Width]);
            }

            tokens.Add(Merged(model, [.. joined]));
        }

        return tokens;
    }

    static double[] Merged(RankingModel model, double[] x)
    {
        for (var layer = 0; model.Parameters.All.Any(found => found.Name == $"merge.mlp.{layer}.bias"); layer += 2)
        {
            var input = layer > 0 ? Relu(x) : x;
            x = Linear(Weight(model, $"merge.mlp.{layer}.weight"), Weight(model, $"merge.mlp.{layer}.bias"), input);
        }

        return x;
    }

    static double[] Attention(RankingModel model, double[] target, List<double[]> tokens)
    {
        double[] Projected(string name, double[] x) => Linear(Weight(model, $"long_attention.{name}.weight"), null, x);
        double[] Part(double[] x, int head) => x[(head * Inner / Heads)..((head + 1) * Inner / Heads)];
        var joined = new List<double>();
        for (var head = 0; head < Heads; head++)
        {
            var query = Part(Projected("W_q", target), head);
            var weights = Softmax(tokens.Select(token =>
                Dot(query, Part(Projected("W_k", token), head)) / Math.Sqrt(Inner / Heads)));
            joined.AddRange(tokens.Count == 0 ? new double[Inner / Heads]
                : Sum(weights, [.. tokens.Select(token => Part(Projected("W_v", token), head))]));
        }

        return Projected("W_o", [.. joined]);
    }

    static double[] Weight(RankingModel model, string name) =>
        [.. TinyCase.Reference(model, name).detach().to(ScalarType.Float64).contiguous().data<double>()];
}
