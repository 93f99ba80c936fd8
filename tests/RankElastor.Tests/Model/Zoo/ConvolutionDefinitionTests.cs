using static RankElastor.Tests.Model.Zoo.Loops;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>CCPM and FGCNN in double by plain loops.</summary>
[Collection("torch")]
public sealed class ConvolutionDefinitionTests : IDisposable
{
    const int Width = 3;
    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("[2]", "[4]", new[] { 3 })]
    [InlineData("[3, 2, 2]", "[6, 5, 3]", new[] { 5, 3, 3 })] // int((1 − (1/3)²) 6) = 5; (1 − 2/3) 6 = 2, at least 3
    public void Ccpm(string channels, string heights, int[] kept)
    {
        using var model = new Observed($$"""
            {"model": "CCPM", "embedding_dim": {{Width}}, "channels": {{channels}}, "kernel_heights": {{heights}}}
            """);
        var vectors = model.Vectors();
        model.AreLogits(row =>
        {
            double[][][] maps = [vectors[row]]; // [map][row][coordinate]
            foreach (var (layer, count) in kept.Index())
            {
                var height = Numbers(heights)[layer];
                maps = Convolved(model, $"conv_layer.conv_layer.{4 * layer + 1}", maps, height, height - 1);
                maps = [.. maps.Select(map => Largest(map, count))];
                maps = Each(maps, Math.Tanh);
            }

            return Linear(model, "fc", Flat(maps))[0];
        });
    }

    [Theory]
    [InlineData("[3]", "[3, 3]", "[2, 2]", true, false)]
    [InlineData("[3, 2]", "[5, 1]", "[3, 2]", false, true)]
    [InlineData("[2, 2]", "[3, 7]", "[2, 2]", true, true)]
    public void FgCnn(string channels, string heights, string pools, bool norm, bool shares)
    {
        var layers = Numbers(channels).Length;
        string Cut(string sizes) => $"[{string.Join(", ", Numbers(sizes).Take(layers))}]";
        using var model = new Observed($$"""
            {"model": "FGCNN", "embedding_dim": {{Width}}, "channels": {{channels}}, "dnn_hidden_units": [],
            "kernel_heights": {{Cut(heights)}}, "pooling_sizes": {{Cut(pools)}}, "recombined_channels": 2,
            "conv_batch_norm": {{(norm ? "true" : "false")}}, "share_embedding": {{(shares ? "true" : "false")}}}
            """);
        var vectors = model.Vectors();
        var second = shares ? vectors : model.Vectors("fg_embedding_layer");
        model.AreLogits(row =>
        {
            var all = vectors[row].ToList();
            double[][][] maps = [second[row]];
            for (var layer = 0; layer < layers; layer++)
            {
                var (height, pool, rows) = (Numbers(heights)[layer], Numbers(pools)[layer], maps[0].Length);
                var name = $"fgcnn_layer.conv_layers.{layer}";
                maps = Convolved(model, $"{name}.0", maps, height, (height - 1) / 2);
                maps = norm ? [.. maps.Select((map, at) => Each([map], value => value / Math.Sqrt(1 + 1e-5)
                    * model[$"{name}.1.weight"][at] + model[$"{name}.1.bias"][at])[0])] : maps;
                maps = [.. Each(maps, Math.Tanh).Select(map => Pooled(map, pool, rows % pool))];
                var made = Linear(model, $"fgcnn_layer.recombine_layers.{layer}.0", Flat(maps)).Select(Math.Tanh);
                all.AddRange(made.Chunk(Width));
            }

            var products = all.SelectMany((left, i) => all.Skip(i + 1).Select(right => Dot(left, right)));
            return Linear(model, "dnn.mlp.0", [.. all.SelectMany(vector => vector), .. products])[0];
        });
    }

    static int[] Numbers(string list) => [.. list.Trim('[', ']').Split(',').Select(int.Parse)];

    static double[] Flat(double[][][] maps) => [.. maps.SelectMany(map => map).SelectMany(vector => vector)];

    static double[][][] Each(double[][][] maps, Func<double, double> function) => [.. maps.Select(map =>
        (double[][])[.. map.Select(vector => (double[])[.. vector.Select(function)])])];

    static double[][][] Convolved(Observed model, string name, double[][][] maps, int height, int padding)
    {
        var (weight, bias) = (model[$"{name}.weight"], model[$"{name}.bias"]);
        var rows = maps[0].Length + 2 * padding - height + 1;
        double At(double[][] map, int row, int e) => row < 0 || row >= map.Length ? 0 : map[row][e];
        return [.. bias.Select((start, output) => (double[][])[.. Enumerable.Range(0, rows).Select(row => Map(e =>
            start + maps.Select((map, input) => Enumerable.Range(0, height).Sum(k =>
                weight[(output * maps.Length + input) * height + k] * At(map, row + k - padding, e))).Sum(), Width))])];
    }

    /// <summary>The largest numbers of each column, in the order in which they stand.</summary>
    static double[][] Largest(double[][] map, int count)
    {
        double[][] columns = [.. Enumerable.Range(0, Width).Select(e =>
        {
            double[] column = [.. map.Select(vector => vector[e])];
            var least = column.OrderDescending().ElementAt(count - 1);
            return column.Where(value => value >= least).ToArray();
        })];
        return [.. Enumerable.Range(0, count).Select(row => Map(e => columns[e][row], Width))];
    }

    static double[][] Pooled(double[][] map, int size, int padding)
    {
        var rows = (map.Length + 2 * padding - size) / size + 1;
        return [.. Enumerable.Range(0, rows).Select(row => Map(e => Enumerable.Range(row * size - padding, size)
            .Where(at => at >= 0 && at < map.Length).Max(at => map[at][e]), Width))];
    }
}
