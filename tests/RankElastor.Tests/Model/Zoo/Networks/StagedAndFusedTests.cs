using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Tests.Model.Zoo.Cases;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Networks;

/// <summary>Layers one by one, as replays of the reference see them, and fused, as training runs them.</summary>
[Collection("torch")]
public sealed class StagedAndFusedTests
{
    public static TheoryData<string> Models =>
        [.. NetworkCases.All.Concat(LongHistoryCases.All).Select(model => model.Json)];

    [Theory]
    [MemberData(nameof(Models))]
    public void BothWays_HaveTheSameLogitsAndGradients(string json)
    {
        var (staged, fused) = (Run(json, sitesOnly: false), Run(json, sitesOnly: true));
        Assert.Equal(staged.Count, fused.Count);
        foreach (var (name, values) in staged)
        {
            var scale = 1e-4 * Math.Max(1e-2, values.Max(value => Math.Abs(value)));
            Assert.All(values.Zip(fused[name]), pair => Assert.Equal(pair.First, pair.Second, scale));
        }
    }

    static Dictionary<string, double[]> Run(string json, bool sitesOnly)
    {
        using var scope = NewDisposeScope();
        var config = SmallData.Config(json.TrimEnd().TrimEnd('}') + """, "net_dropout": 0.25}""");
        using var model = ModelRegistry.BuiltIn.Create(config, SmallData.SchemaOf(json), seed: 1);
        foreach (var table in model.Embeddings.SelectMany(set => set.Tables))
        {
            using var off = no_grad();
            table.Weights.mul_(1e4f); // rows begin at 1e-4
        }

        var pass = ForwardPass.Train(1, 1, (_, _) => { }, sitesOnly: sitesOnly);
        var logits = model.Logits(SmallData.Rows(32, model.Schema), pass);
        var loss = logits.square().mean() * pass.LossFactor;
        loss = pass.SideLogits.Aggregate(loss, (sum, side) => sum + side.Logits.square().mean() * side.Factor);
        (pass.Penalty is { } penalty ? loss + penalty : loss).backward();
        var found = new Dictionary<string, double[]> { ["logits"] = Doubles(logits) };
        foreach (var parameter in model.Parameters.Trainable.Where(parameter => parameter.Value.grad is not null))
        {
            found[parameter.Name] = Doubles(parameter.Value.grad!);
        }

        return found;
    }

    static double[] Doubles(Tensor value) =>
        [.. value.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray()];
}
