using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Networks;

/// <summary>Options that no handed case of the reference has, in plain loops over what a model shows.</summary>
[Collection("torch")]
public sealed class NetworkDefinitionTests
{
    const int Rows = 4, Fields = 6, Width = 4;

    [Fact]
    public void FiBiNet_OfEachPair_HasAMatrixForIt()
    {
        using var seen = new Seen(
            """{"model": "FiBiNET", "embedding_dim": 4, "hidden_units": [3], "bilinear_type": "field_interaction"}""");
        var (x, weight) = (seen.Stage("embedding_layer"), seen.Parameter("bilinear_interaction1.bilinear_W"));
        var actual = seen.Stage("bilinear_interaction1");
        for (var row = 0; row < Rows; row++)
        {
            var pair = 0;
            for (var i = 0; i < Fields; i++)
            {
                for (var j = i + 1; j < Fields; j++, pair++)
                {
                    for (var e = 0; e < Width; e++)
                    {
                        var mapped = Enumerable.Range(0, Width)
                            .Sum(d => x[(row * Fields + i) * Width + d] * weight[(pair * Width + d) * Width + e]);
                        var expected = mapped * x[(row * Fields + j) * Width + e];
                        Assert.Equal(expected, actual[(row * 15 + pair) * Width + e], 1e-5);
                    }
                }
            }
        }
    }

    [Fact]
    public void SerialMaskNet_MasksFields_ThenTheBlockBefore()
    {
        using var seen = new Seen(
            """
            {"model": "MaskNet", "embedding_dim": 4, "dnn_hidden_units": [5, 3], "reduction_ratio": 0.5,
            "emb_layernorm": false, "dnn_hidden_activations": ["relu", "tanh"]}
            """);
        for (var row = 0; row < Rows; row++)
        {
            var fields = seen.Row("embedding_layer", row);
            var hidden = fields;
            for (var block = 0; block < 2; block++)
            {
                var path = $"mask_net.mask_blocks.{block}";
                var mask = seen.Linear($"{path}.mask_layer.2",
                    [.. seen.Linear($"{path}.mask_layer.0", fields).Select(value => Math.Max(0, value))]);
                Assert.Equal(hidden.Length, mask.Length);
                var y = seen.Norm($"{path}.hidden_layer.1",
                    seen.Linear($"{path}.hidden_layer.0", [.. mask.Zip(hidden, (a, b) => a * b)]));
                hidden = [.. y.Select(value => block == 0 ? Math.Max(0, value) : Math.Tanh(value))];
                Close(hidden, seen.Row(path, row));
            }

            Close(seen.Linear("mask_net.fc.0", hidden), [seen.Logits[row]]);
        }
    }

    [Fact]
    public void MaskNet_NormalisesEachField_WithItsOwnGain()
    {
        using var seen = new Seen("""{"model": "MaskNet", "embedding_dim": 4, "dnn_hidden_units": [5]}""");
        for (var row = 0; row < Rows; row++)
        {
            var (fields, normed) = (seen.Row("embedding_layer", row), seen.Row("emb_norm", row));
            for (var f = 0; f < Fields; f++)
            {
                var (first, end) = (f * Width, (f + 1) * Width);
                var gains = seen.Parameter("emb_norm.weight");
                Close(seen.Norm($"emb_norm.{f}", fields[first..end], gains, f), normed[first..end]);
            }
        }
    }

    [Fact]
    public void WuKong_WithoutRank_ReadsAllProducts()
    {
        using var seen = new Seen(
            """
            {"model": "WuKong", "embedding_dim": 4, "num_wukong_layers": 1, "fmp_rank_k": null, "fmb_mlp_units": [7],
            "fmb_features": 2, "lcb_features": 3, "mlp_hidden_units": [5], "mlp_batch_norm": false}
            """);
        for (var row = 0; row < Rows; row++)
        {
            var x = seen.Row("embedding_layer", row);
            var products = Enumerable.Range(0, Fields * Fields).Select(p => Enumerable.Range(0, Width)
                .Sum(e => x[p / Fields * Width + e] * x[p % Fields * Width + e])).ToArray();
            const string fmb = "wukong_stack.0.fmb";
            var hidden = seen.Linear($"{fmb}.mlp.mlp.0", seen.Norm($"{fmb}.layer_norm", products));
            var made = seen.Linear($"{fmb}.mlp.mlp.2", [.. hidden.Select(value => Math.Max(0, value))]);
            var vectors = new List<double[]> { made[..Width], made[Width..] };
            vectors = [.. vectors.Select(vector => vector.Select(value => Math.Max(0, value)).ToArray())];
            var (lcb, residual) = (seen.Parameter("wukong_stack.0.lcb.linear.weight"),
                seen.Parameter("wukong_stack.0.residual_proj.weight"));
            var bias = seen.Parameter("wukong_stack.0.residual_proj.bias");
            vectors.AddRange(Enumerable.Range(0, 3).Select(o => Mixed(lcb, o)));
            for (var o = 0; o < 5; o++)
            {
                double[] sum = [.. vectors[o].Zip(Mixed(residual, o), (a, b) => a + b + bias[o])];
                Close(seen.Norm("wukong_stack.0.layer_norm", sum),
                    seen.Row("wukong_stack.0", row)[(o * Width)..((o + 1) * Width)]);
            }

            double[] Mixed(double[] weight, int o) => [.. Enumerable.Range(0, Width)
                .Select(e => Enumerable.Range(0, Fields).Sum(f => weight[o * Fields + f] * x[f * Width + e]))];
        }
    }

    [Theory]
    [InlineData("pointwise_addition")]
    [InlineData("concatenation")]
    public void Edcn_JoinsItsSides(string bridge)
    {
        using var seen = new Seen(
            $$"""{"model": "EDCN", "embedding_dim": 4, "num_cross_layers": 1, "bridge_type": "{{bridge}}"}""");
        for (var row = 0; row < Rows; row++)
        {
            double[] x = [.. seen.Row("embedding_layer", row).Select(value => value / Fields)]; // equal weights
            var along = seen.Linear("cross_layers.0.weight", x)[0];
            var bias = seen.Parameter("cross_layers.0.bias");
            double[] cross = [.. x.Select((value, i) => value * along + bias[i])];
            double[] deep = [.. seen.Linear("dense_layers.0.mlp.0", x).Select(value => Math.Max(0, value))];
            double[] joined = bridge == "concatenation"
                ? [.. seen.Linear("bridge_modules.0.concat_pooling.0", [.. cross, .. deep])
                    .Select(value => Math.Max(0, value))]
                : [.. cross.Zip(deep, (a, b) => a + b)];
            Close(joined, seen.Row("bridge_modules.0", row));
            Close(seen.Linear("fc", [.. cross, .. deep, .. joined]), [seen.Logits[row]]);
        }
    }

    [Fact]
    public void Qnn_WithNullForTheActivation_HasNone()
    {
        using var seen = new Seen(
            """{"model": "QNN", "embedding_dim": 4, "neuron_type": "T9", "hidden_activations": null}""");
        Assert.Contains(seen.Stage("qnn.layer.0"), value => value < 0);
        Close(seen.Stage("qnn.layer.0"), seen.Stage("qnn.rows1"));
    }

    [Fact]
    public void QnnAlpha_HasAPartOfEveryField_InEachHead()
    {
        const int heads = 2, factors = 3, part = Width / heads, numbers = Fields * Width;
        using var seen = new Seen(
            """{"model": "QNN_alpha", "embedding_dim": 4, "num_layers": 1, "num_heads": 2, "num_row": 3}""");
        for (var row = 0; row < Rows; row++)
        {
            var x = seen.Row("embedding_layer", row);
            double[] h = [.. seen.Linear("qnn.layer.0.linear.0", x).Select(value => Math.Max(0, value))];
            var y = new double[numbers];
            for (var i = 0; i < numbers; i++) // head, field, place in the field's part
            {
                var (head, inHead) = (i / (numbers / heads), i % (numbers / heads));
                var own = x[inHead / part * Width + head * part + inHead % part];
                var sum = Enumerable.Range(0, factors)
                    .Sum(r => h[(head * factors + r) * (numbers / heads) + inHead]);
                y[i] = own * sum + x[i];
            }

            Close(y, seen.Row("qnn.layer.0", row));
            Close(seen.Linear("qnn.fc", y), [seen.Logits[row]]);
        }
    }

    [Fact]
    public void QnnAlpha_InTraining_LearnsFromItsMean()
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(
            SmallData.Config("""{"model": "QNN_alpha", "embedding_dim": 4, "net_dropout": 0.5}"""),
            SmallData.Schema, seed: 1);
        var passes = new Dictionary<string, Tensor>();
        var pass = ForwardPass.Train(3, 1, (stage, value) => passes[stage] = value);
        var logits = model.Logits(SmallData.Rows(Rows), pass);
        double penalty = 0;
        for (var row = 0; row < Rows; row++)
        {
            var (a, b) = (passes["qnn"][row, 0].ToDouble(), passes["second.qnn"][row, 0].ToDouble());
            var mean = (Sigmoid(a) + Sigmoid(b)) / 2;
            Assert.NotEqual(a, b);
            Assert.Equal(mean, Sigmoid(logits[row].ToDouble()), 1e-6);
            penalty -= (mean * Math.Log(Sigmoid(a)) + (1 - mean) * Math.Log(1 - Sigmoid(a))
                + mean * Math.Log(Sigmoid(b)) + (1 - mean) * Math.Log(1 - Sigmoid(b))) / Rows;
        }

        Assert.Equal(penalty, pass.Penalty!.ToDouble(), 1e-5);
    }

    static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    /// <summary>A model with weights that are large enough to see, and one pass's stages.</summary>
    sealed class Seen : IDisposable
    {
        readonly DisposeScope _scope = NewDisposeScope();
        readonly Dictionary<string, Tensor> _stages = [];
        readonly RankingModel _model;

        public Seen(string json)
        {
            _model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Schema, seed: 1);
            using (no_grad())
            {
                foreach (var parameter in _model.Parameters.Trainable)
                {
                    parameter.Value.add_(0.05f);
                }

                foreach (var table in _model.Embeddings.SelectMany(set => set.Tables))
                {
                    table.Weights.mul_(1e4f); // rows begin at 1e-4
                }
            }

            var logits = _model.Logits(
                SmallData.Rows(Rows), ForwardPass.Evaluate((stage, value) => _stages[stage] = value.detach().clone()));
            Logits = Doubles(logits);
        }

        public double[] Logits { get; }

        public double[] Stage(string name) => Doubles(_stages[name]);

        public double[] Row(string name, int row) => Doubles(_stages[name][row]);

        public double[] Parameter(string name) =>
            Doubles(_model.Parameters.All.Single(parameter => parameter.Name == name).Value);

        public double[] Linear(string name, double[] x)
        {
            var weight = Parameter($"{name}.weight");
            var bias = _model.Parameters.All.Any(parameter => parameter.Name == $"{name}.bias")
                ? Parameter($"{name}.bias") : new double[weight.Length / x.Length];
            return [.. bias.Select((b, o) => b + x.Select((value, i) => value * weight[o * x.Length + i]).Sum())];
        }

        /// <summary>Layer norm with gain and bias of the name, or row <paramref name="group"/> of a stack's.</summary>
        public double[] Norm(string name, double[] x, double[]? gains = null, int group = 0)
        {
            var stack = gains is null ? name : name[..name.LastIndexOf('.')];
            gains ??= Parameter($"{name}.weight");
            var bias = Parameter($"{stack}.bias");
            var mean = x.Average();
            var scale = 1 / Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + 1e-5);
            return [.. x.Select((value, i) =>
                (value - mean) * scale * gains[group * x.Length + i] + bias[group * x.Length + i])];
        }

        public void Dispose()
        {
            _model.Dispose();
            _scope.Dispose();
        }

        static double[] Doubles(Tensor value) =>
            [.. value.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray()];
    }
}
