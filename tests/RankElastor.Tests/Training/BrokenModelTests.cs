using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Inspection;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training;

/// <summary>Models that say nothing: the verdict is "broken", and it names a tensor.</summary>
[Collection("torch")]
public sealed class BrokenModelTests
{
    static readonly CollapseData _data = new(1, trainRows: 400);

    [Fact]
    public void ZeroTables_AndZeroWeights_AreBroken()
    {
        AssertBroken(model => Each(Tables(model), table => table.zero_()), "flat-table at field_01");
        AssertBroken(model => Each(Weights(model), weight => weight.zero_()), "flat-weight at mlp.mlp.0.weight");
    }

    [Fact]
    public void OneDirection_IsBroken()
    {
        AssertBroken(model => Each(Tables(model), Flatten), "flat-table at field_01");
        AssertBroken(model => Each(Weights(model), Flatten), "flat-weight at mlp.mlp.0.weight");
    }

    [Fact]
    public void NaN_IsBroken()
    {
        using var model = CollapseModel.Dnn.Create(_data.Schema, 1);
        var inspection = Inspector(model).OfDamage([new NonFiniteTensor("dnn.mlp.0.weight", 3, 64)]);
        Assert.Equal(HealthState.Broken, inspection.Verdict.State);
        Assert.Contains("dnn.mlp.0.weight", inspection.Verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void FreshWeights_AreNotBrokenByATensor()
    {
        var verdict = Verdict(_ => { });
        Assert.DoesNotContain("flat-", verdict.Sentence, StringComparison.Ordinal);
    }

    static void AssertBroken(Action<RankingModel> damage, string named)
    {
        var verdict = Verdict(damage);
        Assert.Equal(HealthState.Broken, verdict.State);
        Assert.Contains(named, verdict.Sentence, StringComparison.Ordinal);
    }

    static VerdictRecord Verdict(Action<RankingModel> damage)
    {
        using var model = CollapseModel.Dnn.Create(_data.Schema, 1);
        using (no_grad())
        {
            damage(model);
        }

        return Inspector(model).OfRows(_ => _data.Valid, 64).Verdict;
    }

    static ModelInspector Inspector(RankingModel model) => new(model, "DNN", "made", Machine.Sequential);

    static IEnumerable<Tensor> Tables(RankingModel model) => model.Embeddings[0].Tables.Select(table => table.Weights);

    static IEnumerable<Tensor> Weights(RankingModel model) =>
        model.Parameters.Trainable.Select(parameter => parameter.Value).Where(value => value.dim() == 2);

    static void Each(IEnumerable<Tensor> tensors, Action<Tensor> act) => tensors.ToList().ForEach(act);

    /// <summary>Its first column again and again: one direction.</summary>
    static void Flatten(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        tensor.copy_(tensor.narrow(1, 0, 1).matmul(ones(1, tensor.shape[1])));
    }
}
