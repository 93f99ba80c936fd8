using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>AutoInt's attention head by head, as FuxiCTR defines it, against both ways of computing it.</summary>
[Collection("torch")]
public sealed class AutoIntDefinitionTests
{
    const int Width = 8;

    public static TheoryData<int, bool, bool, bool> Options()
    {
        var all = new TheoryData<int, bool, bool, bool>();
        foreach (var heads in (int[])[1, 2, 4, 8])
        {
            foreach (var scale in (bool[])[false, true])
            {
                all.Add(heads, scale, true, true);
                all.Add(heads, scale, true, false);
                all.Add(heads, scale, false, false);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Attention_IsSoftmaxOfEachHeadsOwnScores(int heads, bool scale, bool residual, bool norm)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(
            TinyCase.Config("AutoInt", ("num_heads", (long)heads), ("attention_dim", (long)Width),
                ("use_scale", scale), ("use_residual", residual), ("layer_norm", norm), ("dnn_hidden_units", null)),
            TinyCase.Schema, seed: 3);
        TinyCase.Scatter(model);
        var stages = new Dictionary<string, Tensor>();
        var staged = model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((stage, value) => stages[stage] = value));
        var x = stages["embedding_layer"];
        for (var layer = 0; layer < 2; layer++)
        {
            x = Layer(model, $"self_attention.{layer}", x, heads, scale, residual, norm);
        }

        var expected = functional.linear(x.flatten(1), Named(model, "fc.weight"), Named(model, "fc.bias")).flatten();
        TinyCase.Close(expected, staged, 1e-4);
        TinyCase.Close(expected, model.Logits(TinyCase.Batch(), ForwardPass.Evaluate()), 1e-4);
    }

    static Tensor Layer(
        RankingModel model, string path, Tensor x, int heads, bool scale, bool residual, bool norm)
    {
        Tensor Project(string name) => x.matmul(Named(model, $"{path}.{name}.weight").t());
        var (query, key, value, width) = (Project("W_q"), Project("W_k"), Project("W_v"), Width / heads);
        var parts = new List<Tensor>();
        for (var head = 0; head < heads; head++)
        {
            Tensor Own(Tensor all) => all.narrow(2, head * width, width);
            var scores = Own(query).matmul(Own(key).transpose(1, 2));
            parts.Add((scale ? scores / Math.Sqrt(width) : scores).softmax(2).matmul(Own(value)));
        }

        var y = cat([.. parts], 2);
        if (residual)
        {
            y += x.shape[2] == Width ? x : Project("W_res");
        }

        return functional.relu(!norm ? y : functional.layer_norm(
            y, [Width], Named(model, $"{path}.layer_norm.weight"), Named(model, $"{path}.layer_norm.bias")));
    }

    static Tensor Named(RankingModel model, string name) => TinyCase.Reference(model, name);
}
