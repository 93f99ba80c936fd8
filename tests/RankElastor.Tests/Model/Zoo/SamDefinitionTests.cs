using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>SAM in double by plain loops; what a layer that keeps pairs skips when nobody looks included.</summary>
[Collection("torch")]
public sealed class SamDefinitionTests
{
    const int Fields = 6, Width = 3;

    [Theory]
    [InlineData("SAM2A", "concat", false, 1)]
    [InlineData("SAM2E", "concat", false, 1)]
    [InlineData("SAM3A", "concat", true, 1)]
    [InlineData("SAM3A", "weighted_pooling", false, 2)]
    [InlineData("SAM3E", "mean_pooling", true, 2)]
    [InlineData("SAM3E", "sum_pooling", false, 1)]
    public void Logits(string type, string aggregation, bool residual, int layers)
    {
        using var scope = NewDisposeScope();
        using var model = new Observed(
            $$"""
            {"model": "SAM", "embedding_dim": {{Width}}, "interaction_type": "{{type}}",
            "aggregation": "{{aggregation}}", "num_interaction_layers": {{layers}},
            "use_residual": {{(residual ? "true" : "false")}}}
            """);
        var vectors = model.Vectors();
        model.AreLogits(row =>
        {
            var x = vectors[row];
            if (type.StartsWith("SAM2", StringComparison.Ordinal))
            {
                var pairs = Pairs(model, "block.layers.0", type[^1] == 'A', x, x);
                return Product(model, [.. pairs.SelectMany(partners => partners).SelectMany(pair => pair)]);
            }

            for (var layer = 0; layer < layers; layer++)
            {
                x = Layer(model, $"block.layers.{layer}", type[^1] == 'A', residual, x);
            }

            double[] weights = aggregation == "weighted_pooling" ? model["block.weight"]
                : [.. Enumerable.Repeat(aggregation == "mean_pooling" ? 1.0 / Fields : 1, Fields)];
            return Product(model, aggregation == "concat"
                ? [.. x.SelectMany(field => field)]
                : [.. Enumerable.Range(0, Width).Select(e => x.Select((field, i) => weights[i] * field[e]).Sum())]);
        });
    }

    static double[][] Layer(Observed model, string path, bool isWeighted, bool residual, double[][] x)
    {
        var pairs = Pairs(model, path, isWeighted, x, Map(model[$"{path}.K.weight"], x));
        var added = residual ? Map(model[$"{path}.Q.weight"], x) : null;
        return [.. pairs.Select((partners, i) => (double[])
            [.. Enumerable.Range(0, Width).Select(e => partners.Sum(pair => pair[e]) + (added?[i][e] ?? 0))])];
    }

    static double[][][] Pairs(Observed model, string path, bool isWeighted, double[][] x, double[][] keys) =>
        [.. x.Select((xi, i) => (double[][])[.. x.Select((xj, j) => (double[])
            [.. Enumerable.Range(0, Width).Select(e => xi.Zip(keys[j], (a, b) => a * b).Sum()
                * (isWeighted ? model[$"{path}.W"][(i * Fields + j) * Width + e] : xi[e] * xj[e]))])])];

    static double[][] Map(double[] weight, double[][] x) =>
        [.. x.Select(field => (double[])[.. weight.Chunk(Width).Select(output =>
            output.Zip(field, (a, b) => a * b).Sum())])];

    static double Product(Observed model, double[] x) =>
        model["fc.bias"][0] + x.Zip(model["fc.weight"], (a, b) => a * b).Sum();
}
