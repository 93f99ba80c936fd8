using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using static RankElastor.Tests.Model.Zoo.Loops;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>Models of attention and graphs of fields, from vectors and weights, in double by plain loops.</summary>
[Collection("torch")]
public sealed class FieldDefinitionTests : IDisposable
{
    const int Fields = 6, Width = 4;
    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public void AoaNet(int depth, int subspaces)
    {
        using var model = new Observed($$"""
            {"model": "AOANet", "embedding_dim": {{Width}}, "dnn_hidden_units": [5],
            "num_interaction_layers": {{depth}}, "num_subspaces": {{subspaces}}}
            """);
        var vectors = model.Vectors();
        model.AreLogits(row =>
        {
            var (e, made) = (vectors[row], vectors[row]);
            for (var layer = 0; layer < depth; layer++)
            {
                var (w, alpha) = (model[$"gin.layers.{layer}.W"], model[$"gin.layers.{layer}.alpha"]);
                var (h, before) = (model[$"gin.layers.{layer}.h"], made);
                double Entry(int o, int a, int b) => w[(o * Width + a) * Width + b] * h[o * Width + b]
                    * before.Select((p, s) => e.Select((field, f) =>
                        alpha[(s * Fields + f) * subspaces + o] * field[a] * p[b]).Sum()).Sum();
                made = [.. Enumerable.Range(0, subspaces).Select(o => Map(
                    a => Enumerable.Range(0, Width).Sum(b => Entry(o, a, b)), Width))];
            }

            var deep = Relu(Linear(model, "dnn.mlp.0", [.. e.SelectMany(field => field)]));
            return Linear(model, "fc", [.. deep, .. made.SelectMany(vector => vector)])[0];
        });
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void FiGnn(bool gated, bool residual, bool shared)
    {
        using var model = new Observed($$"""
            {"model": "FiGNN", "embedding_dim": {{Width}}, "gnn_layers": 2, "use_gru": {{Word(gated)}},
            "use_residual": {{Word(residual)}}, "reuse_graph_layer": {{Word(shared)}}}
            """);
        var vectors = model.Vectors();
        var edge = model["fignn.W_attn.weight"];
        model.AreLogits(row =>
        {
            var e = vectors[row];
            double[] Neighbours(int i) => Softmax(e.Select((field, j) =>
                j == i ? double.NegativeInfinity : Leaky(Dot(edge, [.. e[i], .. field]))));
            var h = e;
            for (var step = 0; step < 2; step++)
            {
                var name = shared ? "fignn.gnn" : $"fignn.gnn.{step}";
                double[][] sent = [.. h.Select((state, j) => Linear(Own(model[$"{name}.W_out"], j), null, state))];
                double[][] taken = [.. e.Select((_, i) =>
                    Linear(Own(model[$"{name}.W_in"], i), model[$"{name}.bias_p"], Sum(Neighbours(i), sent)))];
                h = [.. h.Select((state, i) => gated ? Gru(model, taken[i], state) : Add(taken[i], state))];
                h = residual ? [.. h.Select((state, i) => Add(state, e[i]))] : h;
            }

            var weights = Linear(model, "fc.mlp2.0", [.. h.SelectMany(state => state)], bias: false);
            return h.Select((state, f) => Sigmoid(weights[f]) * Dot(model["fc.mlp1.weight"], state)).Sum();
        });
    }

    [Theory]
    [InlineData("reference", false, "each_layer")]
    [InlineData("paper", true, "each_layer")]
    [InlineData("paper", false, "last_layer")]
    [InlineData("reference", true, "none")]
    public void Destine(string split, bool flag, string residual)
    {
        const int heads = 3, width = 6;
        using var model = new Observed($$"""
            {"model": "DESTINE", "embedding_dim": {{Width}}, "attention_dim": {{width}}, "num_heads": {{heads}},
            "use_scale": {{Word(flag)}}, "relu_before_att": {{Word(flag)}}, "residual_mode": "{{residual}}",
            "use_wide": {{Word(!flag)}}, "head_split": "{{split}}"}
            """);
        var vectors = model.Vectors();
        model.AreLogits(row =>
        {
            var x = vectors[row];
            for (var layer = 0; layer < 2; layer++)
            {
                var (name, inputs) = ($"self_attns.{layer}", x);
                double[][] Project(string part) => [.. inputs.Select(field =>
                    Linear(model, $"{name}.{part}", field)).Select(field => flag ? Relu(field) : field)];
                var (query, key, value) = (Project("W_q"), Project("W_k"), Project("W_v"));
                double[][] unary = [.. inputs.Select(field => Linear(model, $"{name}.W_unary", field))];
                double[][] shares = [.. Enumerable.Range(0, heads).Select(head =>
                    Softmax(unary.Select(field => field[head])))]; // [H][F]
                double[][] byField = [.. Enumerable.Range(0, Fields).Select(f => Map(head => shares[head][f], heads))];
                double[][][] attended = [.. Enumerable.Range(0, heads).Select(head =>
                {
                    var (q, k) = (Whitened(Head(query, head, heads, split)), Whitened(Head(key, head, heads, split)));
                    var (v, u) = (Head(value, head, heads, split), Head(byField, head, heads, split));
                    var scale = flag ? Math.Sqrt(width / heads) : 1;
                    return (double[][])[.. q.Select(from => Sum(
                        [.. Softmax(k.Select(to => Dot(from, to) / scale)).Select((share, f) => share + u[f][0])], v))];
                })];
                x = Joined(attended, split);
                x = residual == "each_layer"
                    ? [.. x.Select((field, f) => Add(field, Linear(model, $"{name}.W_res", inputs[f])))]
                    : x;
            }

            x = residual == "last_layer"
                ? [.. x.Select((field, f) => Add(field, Linear(model, "W_res", vectors[row][f])))]
                : x;
            return Linear(model, "attn_fc", [.. x.SelectMany(field => field)])[0] + (flag ? 0 : model["lr"][row]);
        });
    }

    [Theory]
    [InlineData("reference", true, 1)]
    [InlineData("paper", true, 3)]
    [InlineData("paper", false, 2)]
    public void InterHAt(string split, bool flag, int order)
    {
        const int heads = 2;
        var width = flag ? 3 : Width / heads; // of a head: without W_res where the heads are as wide as the vectors
        using var model = new Observed($$"""
            {"model": "InterHAt", "embedding_dim": {{Width}}, "order": {{order}}, "num_heads": {{heads}},
            "attention_dim": {{width}}, "layer_norm": {{Word(flag)}}, "use_residual": {{Word(flag)}},
            "hidden_units": [], "head_split": "{{split}}"}
            """);
        var vectors = model.Vectors();
        model.AreLogits(row =>
        {
            var e = vectors[row];
            double[][] Project(string part) => [.. e.Select(field =>
                Linear(model, $"multi_head_attention.{part}", field, bias: false))];
            var (query, key, value) = (Project("W_q"), Project("W_k"), Project("W_v"));
            double[][][] attended = [.. Enumerable.Range(0, heads).Select(head =>
            {
                var (k, v) = (Head(key, head, heads, split), Head(value, head, heads, split));
                return (double[][])[.. Head(query, head, heads, split).Select(from =>
                    Sum(Softmax(k.Select(to => Dot(from, to) / Math.Sqrt(width))), v))];
            })];
            double[] Finished(string part, double[] y, double[] input) =>
                flag ? Norm(model, $"{part}.layer_norm", Add(y, input)) : y;
            double[] Back(double[] y) => flag ? Linear(model, "multi_head_attention.W_res", y, bias: false) : y;
            double[][] y = [.. Joined(attended, split).Select((field, f) =>
                Finished("multi_head_attention", Relu(Back(field)), e[f]))];
            double[][] first = [.. y.Select(field => Finished("feedforward", Linear(
                model, "feedforward.ffn.2", Relu(Linear(model, "feedforward.ffn.0", field))), field))];

            var (crosses, aggregates) = (first, new List<double[]>());
            for (var p = 0; p < order; p++)
            {
                var u = Aggregate(model, $"aggregation_layers.{p}", crosses);
                aggregates.Add(u);
                crosses = [.. crosses.Select((field, f) => Map(i => u[i] * first[f][i] + field[i], Width))];
            }

            return Linear(model, "mlp.mlp.0", Aggregate(model, "attentional_score", [.. aggregates]))[0];
        });
    }

    /// <summary>Attention is one kernel unless its weights are looked at; both drop the same ones.</summary>
    [Theory]
    [InlineData("reference")]
    [InlineData("paper")]
    public void InterHAt_DropsTheSame_WhoeverLooks(string split)
    {
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config($$"""
            {"model": "InterHAt", "embedding_dim": {{Width}}, "num_heads": 2, "attention_dim": 3, "net_dropout": 0.4,
            "head_split": "{{split}}"}
            """), TinyCase.Schema, seed: 1);
        TinyCase.Scatter(model);
        var seen = model.Logits(TinyCase.Batch(), ForwardPass.Train(5, 3, (_, _) => { }));
        TinyCase.Close(seen, model.Logits(TinyCase.Batch(), ForwardPass.Train(5, 3)));
        Assert.True((seen - model.Logits(TinyCase.Batch(), ForwardPass.Train(5, 4))).abs().max().item<float>() > 1e-3);
    }

    [Theory]
    [InlineData("[6, 3]", false)]
    [InlineData("[2]", true)]
    public void EulerNet(string shape, bool norm)
    {
        using var model = new Observed($$"""
            {"model": "EulerNet", "embedding_dim": {{Width}}, "shape": {{shape}}, "layer_norm": {{Word(norm)}}}
            """);
        var vectors = model.Vectors();
        var mu = model["mu"];
        int[] counts = [.. shape.Trim('[', ']').Split(',').Select(int.Parse)];
        model.AreLogits(row =>
        {
            double[][] r = [.. vectors[row].Select((field, f) => Map(e => mu[f] * Math.Cos(field[e]), Width))];
            double[][] p = [.. vectors[row].Select((field, f) => Map(e => mu[f] * Math.Sin(field[e]), Width))];
            foreach (var (layer, count) in counts.Index())
            {
                var name = $"Euler_interaction_layers.{layer}";
                var (orders, logBias) = (model[$"{name}.inter_orders"], model[$"{name}.bias_lam"]);
                var (angleBias, (real, imaginary)) = (model[$"{name}.bias_theta"], (r, p));
                double Log(int o, int e) => logBias[e * count + o] + real.Select((_, m) => orders[m * count + o]
                    * Math.Log(real[m][e] * real[m][e] + imaginary[m][e] * imaginary[m][e] + 1e-8) / 2).Sum();
                double Angle(int o, int e) => angleBias[e * count + o] + real.Select((_, m) =>
                    orders[m * count + o] * Math.Atan2(imaginary[m][e], real[m][e])).Sum();
                double[][] Next(double[][] part, Func<double, double> wave, string normName)
                {
                    var added = Relu(Linear(model, $"{name}.im", [.. part.SelectMany(vector => vector)]));
                    var next = Enumerable.Range(0, count).Select(o => Map(e =>
                        added[o * Width + e] + Math.Exp(Log(o, e)) * wave(Angle(o, e)), Width));
                    return [.. next.Select(vector => norm ? Norm(model, $"{name}.{normName}", vector) : vector)];
                }

                (r, p) = (Next(real, Math.Cos, "norm_r"), Next(imaginary, Math.Sin, "norm_p"));
            }

            return Linear(model, "reg", [.. r.SelectMany(vector => vector)])[0]
                + Linear(model, "reg", [.. p.SelectMany(vector => vector)])[0];
        });
    }

    static string Word(bool flag) => flag ? "true" : "false";

    static double Leaky(double x) => x > 0 ? x : 0.01 * x;

    static double[] Own(double[] matrices, int field) => matrices[(field * Width * Width)..][..(Width * Width)];

    static double[] Gru(Observed model, double[] input, double[] state)
    {
        var x = Linear(model["fignn.gru.weight_ih"], model["fignn.gru.bias_ih"], input);
        var h = Linear(model["fignn.gru.weight_hh"], model["fignn.gru.bias_hh"], state);
        return Map(e =>
        {
            var (reset, keep) = (Sigmoid(x[e] + h[e]), Sigmoid(x[Width + e] + h[Width + e]));
            return (1 - keep) * Math.Tanh(x[2 * Width + e] + reset * h[2 * Width + e]) + keep * state[e];
        }, Width);
    }

    static double[] Aggregate(Observed model, string name, double[][] x) => Sum(Softmax(x.Select(vector =>
        Linear(model, $"{name}.agg.2", Relu(Linear(model, $"{name}.agg.0", vector)), bias: false)[0])), x);

    /// <summary>A head's vectors: its share of each field, or its run of the numbers of all.</summary>
    static double[][] Head(double[][] x, int head, int heads, string split)
    {
        var width = x[0].Length / heads;
        return split == "paper"
            ? [.. x.Select(field => field[(head * width)..((head + 1) * width)])]
            : [.. x.SelectMany(field => field).Chunk(x.Length * width).ElementAt(head).Chunk(width)];
    }

    static double[][] Joined(double[][][] heads, string split) => split == "paper"
        ? [.. Enumerable.Range(0, Fields).Select(f => heads.SelectMany(head => head[f]).ToArray())]
        : [.. heads.SelectMany(head => head).SelectMany(vector => vector).Chunk(heads.Length * heads[0][0].Length)];

    static double[][] Whitened(double[][] x) =>
        [.. x.Select(vector => Map(e => vector[e] - x.Average(other => other[e]), vector.Length))];
}
