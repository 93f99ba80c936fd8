using RankElastor.Data.Files;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>Where a block normalises, from what its stages show; and norms of the tokenizer and the head.</summary>
[Collection("torch")]
public sealed class NormPlacementTests
{
    [Theory]
    [InlineData("RankMixer")]
    [InlineData("RankElastor")]
    public void Before_TokensKeepTheirSize(string name)
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build(name, ("norm_placement", "before"));
        var seen = new Dictionary<string, Tensor>();
        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((stage, value) => seen[stage] = value));
        var stages = model.TokenSites.ToDictionary(site => site.Name, site => seen[site.Stage]);
        var (x, u, v, y) =
            (stages["tokens"], stages["block1/mixing"], stages["block1/norm"], stages["block1/ffn"]);
        if (name == "RankMixer")
        {
            // U = X + P(X), entry by entry: block (i, j) of k = 2 entries goes to (j, i)
            for (var i = 0; i < 4; i++)
            {
                for (var j = 0; j < 8; j++)
                {
                    AssertClose(x[2, i, j] + x[2, j / 2, 2 * i + j % 2], u[2, i, j]);
                }
            }
        }

        AssertClose(u / u.pow(2).mean([2], true).sqrt(), v, 1e-3); // gains begin at 1
        var network = seen.Single(stage => stage.Key.EndsWith("token_interaction", StringComparison.Ordinal)).Value;
        AssertClose(u + (network - v), y, 1e-4); // the network's stage is V + PFFN(V)
    }

    [Fact]
    public void BatchNorm_InTokenizerAndHead_UsesTheBatchInTraining_AndRunningValuesElsewhere()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build(
            "RankElastor", ("pred_head", "mlp"), ("proj_param.batch_norm", true), ("head_batch_norm", true));
        var seen = new Dictionary<string, Tensor>();
        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((stage, value) => seen[stage] = value));
        var tokenizer = seen.Keys.Single(stage => stage.EndsWith("mlp.1", StringComparison.Ordinal));
        var before = seen[tokenizer[..^1] + "0"].flatten(0, -2);
        AssertClose(before, seen[tokenizer].flatten(0, -2), 1e-4); // nothing was seen yet: mean 0, variance 1
        seen.Clear();
        model.Logits(TinyCase.Batch(), ForwardPass.Train(1, 1, (stage, value) => seen[stage] = value.detach().clone()));
        var normalised = seen.Where(stage => stage.Key.EndsWith("pred.norm", StringComparison.Ordinal)
            || stage.Key.EndsWith("mlp.1", StringComparison.Ordinal)).Select(stage => stage.Value).ToList();
        Assert.Equal(2, normalised.Count);
        Assert.All(normalised, values =>
        {
            var rows = values.flatten(0, -2);
            Assert.True(rows.mean([0]).abs().max().item<float>() < 1e-4);
            Assert.Equal(1, rows.var(0, unbiased: false).max().item<float>(), 1e-2);
        });
    }

    [Fact]
    public void HeadDropout_DropsInTrainingOnly()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build("RankElastor", ("pred_head", "mlp"), ("head_dropout", 0.5));
        using var plain = TinyCase.Build("RankElastor", ("pred_head", "mlp"));
        float Distance(ForwardPass pass) =>
            (model.Logits(TinyCase.Batch(), pass) - plain.Logits(TinyCase.Batch(), ForwardPass.Evaluate()))
                .abs().max().item<float>();
        Assert.Equal(0, Distance(ForwardPass.Evaluate()));
        Assert.NotEqual(0, Distance(ForwardPass.Train(1, 1)));
    }

    [Fact]
    public void UnknownPlacement_IsOneLine() => Assert.Contains(
        "norm_placement: found 'behind'; allowed: reference | paper | before",
        Assert.Throws<InputException>(() => TinyCase.Build("RankElastor", ("norm_placement", "behind"))).Message,
        StringComparison.Ordinal);

    static void AssertClose(Tensor expected, Tensor found, double tolerance = 1e-5) =>
        Assert.True((expected - found).abs().max().item<float>() < tolerance);
}
