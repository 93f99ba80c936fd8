using RankElastor.Data.Schemas;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>The models of products of fields, from their field vectors and weights, in double by plain loops.</summary>
[Collection("torch")]
public sealed class PairDefinitionTests : IDisposable
{
    const int Fields = 6;
    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    static readonly (int I, int J)[] _pairs = [.. Enumerable.Range(0, Fields).SelectMany(first =>
        Enumerable.Range(first + 1, Fields - first - 1).Select(second => (first, second)))];

    [Fact]
    public void Nfm()
    {
        using var model = new Observed("""{"model": "NFM", "embedding_dim": 3, "hidden_units": []}""");
        var vectors = model.Vectors();
        model.AreLogits(row => model["lr_layer"][row] + model["dnn.mlp.0.bias"][0]
            + Sum(_pairs, (pair, _) => Weighted(vectors[row], pair, model["dnn.mlp.0.weight"])));
    }

    [Fact]
    public void Afm()
    {
        using var model = new Observed("""{"model": "AFM", "embedding_dim": 3, "attention_dim": 2}""");
        var vectors = model.Vectors();
        var (weight, bias) = (model["attention.0.weight"], model["attention.0.bias"]);
        var score = model["attention.2.weight"];
        double Score(double[][] row, (int I, int J) pair) => Enumerable.Range(0, 2).Sum(unit =>
            score[unit] * Math.Max(0, bias[unit] + Weighted(row, pair, weight[(3 * unit)..])));
        model.AreLogits(row =>
        {
            double[] scores = [.. _pairs.Select(pair => Math.Exp(Score(vectors[row], pair)))];
            return model["lr_layer"][row] + Sum(_pairs, (pair, place) =>
                scores[place] / scores.Sum() * Weighted(vectors[row], pair, model["weight_p.weight"]));
        });
    }

    [Fact]
    public void Afm_WithoutAttention_IsFm()
    {
        using var model = new Observed("""{"model": "AFM", "embedding_dim": 3, "use_attention": false}""");
        var vectors = model.Vectors();
        model.AreLogits(row =>
            model["lr_layer"][row] + Sum(_pairs, (pair, _) => Weighted(vectors[row], pair, [1, 1, 1])));
    }

    [Theory]
    [InlineData("FFM", 2)]
    [InlineData("FFMv2", 3)]
    public void FieldAware(string name, int width)
    {
        using var model = new Observed($$"""{"model": "{{name}}", "embedding_dim": {{width}}}""");
        model.AreLogits(row => model["lr_layer"][row] + Sum(_pairs, (pair, _) => Dot(
            Own(model, name == "FFMv2", row, pair.I, pair.J - 1, width),
            Own(model, name == "FFMv2", row, pair.J, pair.I, width))));
    }

    [Theory]
    [InlineData("ONN", 2)]
    [InlineData("ONNv2", 3)]
    public void OperationAware(string name, int width)
    {
        using var model = new Observed($$"""{"model": "{{name}}", "embedding_dim": {{width}}, "hidden_units": []}""");
        var isWide = name == "ONNv2";
        var weights = model["dnn.mlp.0.weight"];
        model.AreLogits(row => model["dnn.mlp.0.bias"][0]
            + Enumerable.Range(0, Fields).Sum(field =>
                Dot(weights[(width * field)..], Own(model, isWide, row, field, isWide ? field : 0, width)))
            + Sum(_pairs, (pair, place) => weights[Fields * width + place] * Dot(
                Own(model, isWide, row, pair.I, pair.J, width),
                Own(model, isWide, row, pair.J, isWide ? pair.I : pair.I + 1, width))));
    }

    [Theory]
    [InlineData("FiLV")]
    [InlineData("FeLV")]
    [InlineData("LW")]
    public void FwFm(string linear)
    {
        using var model = new Observed($$"""{"model": "FwFM", "embedding_dim": 3, "linear_type": "{{linear}}"}""");
        var vectors = model.Vectors();
        double Linear(int row) => linear switch
        {
            "FiLV" => Dot([.. vectors[row].SelectMany(vector => vector)], model["linear_weight_layer.weight"]),
            "FeLV" => Enumerable.Range(0, Fields).Sum(field =>
                Dot(vectors[row][field], model.Vectors("linear_weight_layer")[row][field])),
            _ => model.Vectors("linear_weight_layer")[row].Sum(weight => weight[0]),
        };
        model.AreLogits(row => Linear(row) + model["interaction_weight.bias"][0] + Sum(_pairs, (pair, place) =>
            model["interaction_weight.weight"][place] * Weighted(vectors[row], pair, [1, 1, 1])));
    }

    [Theory]
    [InlineData("matrixed")]
    [InlineData("vectorized")]
    public void FmFm(string type)
    {
        using var model = new Observed(
            $$"""{"model": "FmFM", "embedding_dim": 3, "field_interaction_type": "{{type}}"}""");
        var (vectors, weights) = (model.Vectors(), model["interaction_weight"]);
        double Product(double[] left, double[] right, int place) => type == "vectorized"
            ? Enumerable.Range(0, 3).Sum(e => left[e] * weights[3 * place + e] * right[e])
            : Enumerable.Range(0, 9).Sum(at => left[at / 3] * weights[9 * place + at] * right[at % 3]);
        model.AreLogits(row => model["lr_layer"][row] + Sum(_pairs, (pair, place) =>
            Product(vectors[row][pair.I], vectors[row][pair.J], place)));
    }

    [Theory]
    [InlineData("[3, 2, 4]", false, 4)]
    [InlineData("3", true, 6)]
    [InlineData("2", false, 2)]
    public void Hofm(string widths, bool shares, int order)
    {
        var flag = shares ? "true" : "false";
        using var model = new Observed(
            $$"""{"model": "HOFM", "embedding_dim": {{widths}}, "reuse_embedding": {{flag}}, "order": {{order}}}""");
        model.AreLogits(row => model["lr_layer"][row] + Enumerable.Range(2, order - 1).Sum(count => OfSets(
            model.Vectors(shares ? "embedding_layer" : $"embedding_layers.{count - 2}")[row], count).Sum()));
    }

    [Theory]
    [InlineData("hadamard_product", true)]
    [InlineData("circular_convolution", true)]
    [InlineData("circular_convolution", false)]
    [InlineData("circular_correlation", true)]
    [InlineData("circular_correlation", false)]
    public void Hfm(string type, bool isDeep)
    {
        const int Width = 5;
        using var model = new Observed(
            $$"""
            {"model": "HFM", "embedding_dim": {{Width}}, "interaction_type": "{{type}}",
            "use_dnn": {{(isDeep ? "true" : "false")}}, "hidden_units": []}
            """);
        var vectors = model.Vectors();
        var weights = model[isDeep ? "dnn.mlp.0.weight" : "proj_h.weight"];
        double Entry(double[] a, double[] b, int k) => type == "hadamard_product" ? a[k] * b[k]
            : Enumerable.Range(0, Width).Sum(m =>
                a[m] * b[(type == "circular_convolution" ? k - m + Width : k + m) % Width]);
        model.AreLogits(row => model["lr_layer"][row] + (isDeep ? model["dnn.mlp.0.bias"][0] : 0)
            + Sum(_pairs, (pair, place) => Enumerable.Range(0, Width).Sum(k =>
                weights[(isDeep ? Width * place : 0) + k] * Entry(vectors[row][pair.I], vectors[row][pair.J], k))));
    }

    [Theory]
    [InlineData(1, "[]")]
    [InlineData(3, "[]")]
    [InlineData(5, "null")]
    public void DeepIm(int order, string units)
    {
        using var model = new Observed(
            $$"""{"model": "DeepIM", "embedding_dim": 3, "im_order": {{order}}, "hidden_units": {{units}}}""");
        var vectors = model.Vectors();
        double Network(int row) => units == "null" ? 0 : model["dnn.mlp.0.bias"][0]
            + Dot([.. vectors[row].SelectMany(vector => vector)], model["dnn.mlp.0.weight"]);
        model.AreLogits(row => Network(row) + model["im_layer.fc.bias"][0] + Enumerable.Range(0, order).Sum(k =>
            Dot(OfSets(vectors[row], k + 1), model["im_layer.fc.weight"][(3 * k)..])));
    }

    [Fact]
    public void LorentzFm()
    {
        using var model = new Observed("""{"model": "LorentzFM", "embedding_dim": 3}""");
        var vectors = model.Vectors();
        double First(double[] v) => Math.Sqrt(1 + Dot(v, v));
        model.AreLogits(row => Sum(_pairs, (pair, _) =>
        {
            var (u, v) = (First(vectors[row][pair.I]), First(vectors[row][pair.J]));
            return 1 + (1 - Dot(vectors[row][pair.I], vectors[row][pair.J]) - u - v) / (u * v);
        }));
    }

    [Fact]
    public void Flen()
    {
        string[] sources = ["item", "user", "context", "user", "user", "item"];
        using var model = new Observed(
            """{"model": "FLEN", "embedding_dim": 3, "dnn_hidden_units": [2], "hidden_activations": null}""",
            new Schema("tiny", [.. TinyCase.Schema.Fields.Select((field, place) =>
                field with { Source = sources[place] })], ["label"]));
        var vectors = model.Vectors();
        string[] groups = ["user", "item", "context"];
        double Group(int row, int group, int e) =>
            Enumerable.Range(0, Fields).Where(field => sources[field] == groups[group])
                .Sum(field => vectors[row][field][e]);
        double Products(int row, int e) =>
            model["r_ij.weight"][0] * Group(row, 0, e) * Group(row, 1, e)
            + model["r_ij.weight"][1] * Group(row, 0, e) * Group(row, 2, e)
            + model["r_ij.weight"][2] * Group(row, 1, e) * Group(row, 2, e)
            + Enumerable.Range(0, 3).Sum(group => model["r_mm.weight"][group] * _pairs
                .Where(pair => sources[pair.I] == groups[group] && sources[pair.J] == groups[group])
                .Sum(pair => vectors[row][pair.I][e] * vectors[row][pair.J][e]));
        model.AreLogits(row =>
        {
            double[] inputs = [model["lr_layer"][row], .. Enumerable.Range(0, 3).Select(e => Products(row, e))];
            var flat = vectors[row].SelectMany(vector => vector).ToArray();
            double[] last =
            [
                .. Enumerable.Range(0, 4).Select(unit =>
                    Math.Max(0, Dot(inputs, model["w_FwBI.0.weight"][(4 * unit)..]))),
                .. Enumerable.Range(0, 2).Select(unit => model["dnn.mlp.0.bias"][unit]
                    + Dot(flat, model["dnn.mlp.0.weight"][(flat.Length * unit)..])),
            ];
            return Dot(last, model["w_F.weight"]);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    static double Sum((int I, int J)[] pairs, Func<(int I, int J), int, double> term) => pairs.Select(term).Sum();

    static double Dot(double[] left, double[] right) => left.Zip(right, (x, y) => x * y).Sum();

    static double Weighted(double[][] row, (int I, int J) pair, double[] weights) =>
        Enumerable.Range(0, row[pair.I].Length).Sum(e => weights[e] * row[pair.I][e] * row[pair.J][e]);

    /// <summary>The sum over all sets of so many fields of the product of their vectors.</summary>
    static double[] OfSets(double[][] row, int count)
    {
        var sums = new double[row[0].Length];
        for (var set = 0; set < 1 << Fields; set++)
        {
            if (int.PopCount(set) == count)
            {
                for (var e = 0; e < sums.Length; e++)
                {
                    sums[e] += Enumerable.Range(0, Fields).Where(field => (set >> field & 1) == 1)
                        .Aggregate(1.0, (product, field) => product * row[field][e]);
                }
            }
        }

        return sums;
    }

    /// <summary>One of a field's vectors: by number in its wide row, or from the set of that number.</summary>
    static double[] Own(Observed model, bool isWide, int row, int field, int place, int width) => isWide
        ? model.Vectors()[row][field][(width * place)..(width * (place + 1))]
        : model.Vectors($"embedding_layers.{place}")[row][field];
}
