using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Data;
using RankElastor.Training.State;

namespace RankElastor.Tests.Experiments.Collapse;

[Collection("torch")]
public sealed class PlantedCollapseTests
{
    const int Seed = 2019;

    // small tensors: more threads only wait for each other
    static PlantedCollapseTests() => TorchSharp.torch.set_num_threads(1);

    [Fact]
    public void HealthyRun_RaisesNothing_AndLearns()
    {
        using var folder = new TemporaryFolder();
        var run =
            CollapseRun.Train(CollapseModel.Dnn, null, Seed, Machine.Sequential, TestContext.Current.CancellationToken);
        Assert.Empty(run.Alarms);
        Assert.InRange(run.Auc, 0.8, 0.9);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void ConfinedEmbeddings_AreFoundAndNamed_AndNothingIsRaisedBefore()
    {
        using var folder = new TemporaryFolder();
        var plant = Plants.All.Single(candidate => candidate.Name == "rank-1-embeddings");
        var run =
            CollapseRun.Train(plant.Model, plant, Seed, Machine.Sequential, TestContext.Current.CancellationToken);
        var outcome = new PlantOutcome(plant, run);
        Assert.True(outcome.Detected, string.Join(", ", run.Alarms));
        Assert.True(outcome.Named);
        Assert.Empty(outcome.Early);
    }

    [Fact]
    public void Train_StopsWhenAsked_AndLeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<RunInterruptedException>(() =>
            CollapseRun.Train(CollapseModel.Dnn, null, Seed, Machine.Sequential, stop.Token));
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    [Trait("kind", "slow")]
    public void Suite_HoldsForTwoSeeds()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[""]);
        var request = new LabRequest { Seeds = 2, Machine = Machine.Sequential, Out = folder[""] };
        var result = new PlantedCollapse().Run(request, TestContext.Current.CancellationToken);
        Assert.Equal(CollapseModel.Healthy.Count + 2 * Plants.All.Count + 1, result.Claims.Count);
        Assert.All(result.Claims, claim => Assert.Equal(Claim.Holds, claim.Verdict));
        Assert.Contains("## Plants", File.ReadAllText(result.Report));
    }

    [Theory]
    [InlineData(20, 20, 0.8389, 1)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(19, 20, 0.7639, 0.9911)]
    public void Proportion_HasWilsonsInterval(int hits, int count, double low, double high)
    {
        var share = new Proportion(hits, count);
        Assert.Equal(low, share.Low, 1e-4);
        Assert.Equal(high, share.High, 1e-4);
    }
}
