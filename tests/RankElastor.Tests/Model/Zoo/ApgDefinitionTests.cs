using RankElastor.Data.Files;
using RankElastor.Model.Zoo;
using static RankElastor.Tests.Model.Zoo.Loops;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>Generated layers in double by plain loops, and what their options may not be.</summary>
[Collection("torch")]
public sealed class ApgDefinitionTests : IDisposable
{
    const int Width = 3, Units = 4;
    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("2", "3", true, "self-wise", false)]
    [InlineData("2", "null", false, "group-wise", false)]
    [InlineData("null", "5", true, "group-wise", true)]
    [InlineData("[3, null]", "[null, 2]", false, "mix-wise", true)]
    [InlineData("[null, 2]", "4", true, "self-wise", true)]
    public void Layers(string ranks, string inner, bool bias, string mode, bool own)
    {
        using var model = new Observed($$"""
            {"model": "APG_DCNv2", "embedding_dim": {{Width}}, "model_structure": "stacked", "num_cross_layers": 1,
            "stacked_dnn_hidden_units": [{{Units}}, {{Units}}], "hypernet_config": {"hidden_units": [2]},
            "rank_k": {{ranks}}, "overparam_p": {{inner}}, "generate_bias": {{(bias ? "true" : "false")}},
            "condition_mode": "{{mode}}", "condition_features": ["C2", "I2"],
            "new_condition_emb": {{(own ? "true" : "false")}}}
            """);
        var vectors = model.Vectors();
        var crossed = model["crossnet"].Chunk(vectors[0].Length * Width).ToArray();
        model.AreLogits(row =>
        {
            double[]? condition = mode == "self-wise" ? null
                : own ? [.. model["condition_emb_layer"].Chunk(2 * Width).ElementAt(row)]
                : [.. vectors[row][1], .. vectors[row][3]]; // in the order of the schema: I2, C2
            var x = crossed[row];
            for (var layer = 0; layer < 2; layer++)
            {
                var name = $"stacked_dnn.dense_layers.linear_{layer + 1}";
                var generated = Linear(model, $"{name}.hypernet.mlp.2",
                    Relu(Linear(model, $"{name}.hypernet.mlp.0", condition ?? x)));
                var added = bias ? generated[..Units] : model[$"{name}.bias"];
                var weights = bias ? generated[Units..] : generated;
                var (rank, wide) = (Of(ranks, layer), Of(inner, layer));
                x = rank is null ? x : Times(x, Matrix(model, $"{name}.U", rank.Value, wide));
                x = Times(x, [.. weights.Chunk(weights.Length / x.Length)]);
                x = rank is null ? x : Times(x, Matrix(model, $"{name}.V", Units, wide));
                x = Relu(Add(x, added));
            }

            return Linear(model, "fc", x)[0];
        });
    }

    [Theory]
    [InlineData("""{"hidden_units": [8, 4], "rank_k": 5, "overparam_p": null}""", "rank_k: found 5; allowed: at most")]
    [InlineData("""{"hidden_units": [8], "rank_k": 5, "overparam_p": 4}""", "overparam_p: found 4; allowed: at least")]
    [InlineData("""{"hidden_units": [8], "rank_k": [2, 2]}""", "rank_k: found 2 values; allowed: one value, or 1")]
    [InlineData("""{"hidden_units": [8], "rank_k": 0}""", "rank_k: found 0; allowed: one or more; each a whole number")]
    [InlineData("""{"condition_mode": "group-wise"}""", "condition_features: found 'none'; allowed: one or more")]
    [InlineData(
        """{"condition_mode": "mix-wise", "condition_features": "C9"}""",
        "condition_features: found 'C9'; allowed: I1 | I2 | C1")]
    public void Option_OutOfRange_IsNamed(string json, string expected)
    {
        var config = SmallData.Config(json.Insert(1, "\"model\": \"APG_DeepFM\", "));
        var error = Assert.Throws<InputException>(() =>
            ModelRegistry.BuiltIn.Create(config, TinyCase.Schema, seed: 1));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    static int? Of(string values, int layer)
    {
        var all = values.Trim('[', ']').Split(", ");
        return int.TryParse(all[all.Length == 1 ? 0 : layer], out var number) ? number : null;
    }

    /// <summary>A learned matrix with so many columns, or the product of its factors.</summary>
    static double[][] Matrix(Observed model, string name, int columns, int? inner) => inner is { } wide
        ? [.. model[$"{name}_l"].Chunk(wide).Select(line => Times(line, [.. model[$"{name}_r"].Chunk(columns)]))]
        : [.. model[name].Chunk(columns)];

    static double[] Times(double[] x, double[][] matrix) => Sum(x, matrix);
}
