using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Collapse;

[Collection("torch")]
public sealed class TrialStartTests
{
    const int Seed = 11;

    static readonly TrialRows _rows = RowsKind.Find("tiny").Rows(Seed) with { Epochs = 24, EvaluationSteps = 20 };

    static TrialStartTests() => TorchSharp.torch.set_num_threads(1);

    [Fact]
    public void Continued_EndsInTheSameBits_AsTrainedFromTheStart_PlantedOrNot()
    {
        var stop = TestContext.Current.CancellationToken;
        var graded = Plants.Graded.Single(graded => graded.Name == "dead-units");
        var plant = graded.At(graded.Models.Single(at => at.Model == CollapseModel.Dnn), 0.9);
        var start = new TrialStart(_rows, CollapseModel.Dnn, Seed, Machine.Sequential);
        foreach (var planted in new[] { null, plant })
        {
            var whole = Trial.Run(_rows, CollapseModel.Dnn, planted, Seed, Machine.Sequential, stop);
            Assert.Equal(Numbers(whole), Numbers(start.Continue(planted, stop)));
        }

        Assert.NotEqual(Numbers(start.Continue(null, stop)), Numbers(start.Continue(plant, stop)));
    }

    [Fact]
    public void StartOfAStart_EndsInTheSameBits_AndAReleasedPlantIsHeldNoMore()
    {
        var stop = TestContext.Current.CancellationToken;
        var graded = Plants.Graded.Single(graded => graded.Name == "all-tables");
        var plant = graded.At(graded.Models.Single(at => at.Model == CollapseModel.Dnn), 1);
        var start = new TrialStart(_rows, CollapseModel.Dnn, Seed, Machine.Sequential);
        var held = start.Then(plant, 5);
        Assert.Equal(Numbers(start.Continue(plant, stop)), Numbers(held.Continue(plant, stop)));
        var rate = new List<double>();
        var slower = new TrialChange { Act = (_, state) => rate.Add(state.LearningRate /= 10) };
        var released = held.Continue(null, stop, slower);
        Assert.Equal(CollapseModel.Dnn.LearningRate / 10, Assert.Single(rate), 1e-15);
        var ranks = released.Records.OfType<HealthRecord>().Where(record => record.Subject == "field_05")
            .Select(record => record.Measures["numerical_rank"]).ToList();
        Assert.Equal(1, ranks[5]);
        Assert.True(ranks[6] > 1); // every direction gets a gradient again
    }

    [Fact]
    public void Plant_IsHeldAtEvaluationsFromTheOnsetOn_AndNotBefore()
    {
        var graded = Plants.Graded.Single(graded => graded.Name == "pinned-units");
        var plant = graded.At(graded.Models.Single(at => at.Model == CollapseModel.Dnn), 0.75);
        var trial = Trial.Run(
            _rows, CollapseModel.Dnn, plant, Seed, Machine.Sequential, TestContext.Current.CancellationToken);
        var shares = trial.Records.OfType<HealthRecord>().Where(record => record.Subject == "dnn/hidden1/gate")
            .Select(record => record.Measures["saturated_share"]).ToList();
        Assert.Equal(7, shares.Count); // the start and six evaluations
        Assert.All(shares[..5], share => Assert.Equal(0, share));
        Assert.All(shares[5..], share => Assert.Equal(0.75, share));
    }

    static List<string> Numbers(Trial trial) =>
    [
        .. trial.Records.OfType<EvaluationRecord>().Select(record => $"{record.Metrics["AUC"]:R}"),
        .. trial.Records.OfType<AlarmRecord>().Select(record => $"{record.Rule} {record.Step} {record.Value:R}"),
        .. trial.Records.OfType<ProbeRecord>().Select(record => $"{record.Measures["stable_rank"].Mean:R}"),
    ];
}
