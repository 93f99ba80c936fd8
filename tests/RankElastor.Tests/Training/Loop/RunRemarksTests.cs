using System.Globalization;
using RankElastor.Training.Loop;
using RankElastor.Training.Options;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Loop;

/// <summary>Each sentence where it is true, and silence where it is not.</summary>
public sealed class RunRemarksTests
{
    [Fact]
    public void AHealthyRun_HasNoRemark() => Assert.Empty(RunRemarks.Of(Healthy));

    [Theory]
    [InlineData(199, true)]
    [InlineData(200, false)]
    public void FewSteps_AreNamedWithWhatMakesMore(long steps, bool says) => Says(
        Healthy with { Steps = steps, StepsPerEpoch = 24, BatchSize = 10_000, TrainRows = 236_000 }, says,
        "Only 199 steps, 24 an epoch: a smaller batch_size (now 10,000, for 236,000 rows) or more epochs make more.");

    [Theory]
    [InlineData(true, "0.7010 0.7213", false, true)] // a gain at the end
    [InlineData(true, "0.7010 0.7010", false, false)]
    [InlineData(true, "0.7010 0.7018", false, false)] // less than the field calls a gain
    [InlineData(true, "0.7213", false, false)] // one evaluation shows no movement
    [InlineData(true, "0.7010 0.7213", true, false)] // patience ran out
    [InlineData(false, "0.7213 0.7010", false, true)] // a loss
    public void StillImproving_NeedsAGainAtTheLastEvaluation(bool maximise, string values, bool stopped, bool says)
    {
        var numbers = values.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToList();
        var best = numbers[0];
        var evaluations = numbers.Select((value, index) =>
        {
            var improved = index == 0 || (maximise ? value > best : value < best);
            return new EvaluationRecord(
                "valid", index + 1, 10, new Dictionary<string, double>(), value, improved, 0, 0, 0);
        }).ToList();
        var (from, to) = maximise ? ("0.7010", "0.7213") : ("0.7213", "0.7010");
        Says(
            Healthy with
            {
                Evaluations = evaluations,
                StoppedEarly = stopped,
                Monitor = new MonitorOptions { Maximise = maximise },
            },
            says, $"Still improving at the last evaluation: AUC {to} after {from}; more epochs (now 2) may help.");
    }

    /// <summary>250 of 1000 rows are positive: answering 0.25 costs −¼ ln ¼ − ¾ ln ¾ = 0.5623.</summary>
    [Theory]
    [InlineData(0.5624, true)]
    [InlineData(0.5623, false)]
    public void LossAboveTheBaseRates_IsSaid(double loss, bool says) => Says(
        Healthy with { Valid = Metrics(0.75, loss) }, says,
        "Not better than the base rate: validation logloss 0.5624, where answering 0.2500 for every row gives 0.5623; "
            + "look at the data (scales of numbers, unknown ids) and the learning_rate.");

    /// <summary>Deviation of random scores' AUC: √((n + 1) / 12 n₊ n₋) = √(1001 / (12 · 250 · 750)) = 0.0211.</summary>
    [Theory]
    [InlineData(0.5421, true)]
    [InlineData(0.5423, false)]
    [InlineData(0.31, true)]
    public void AucWithinChance_IsSaid(double auc, bool says) => Says(
        Healthy with { Valid = Metrics(auc, 0.5), Logistic = null }, says,
        $"Not better than chance: validation AUC {auc:0.0000}, where guessing gives 0.5 ± 0.0422 on 1,000 rows.");

    [Fact]
    public void OneClass_HasNoBaseRate() =>
        Assert.Empty(RunRemarks.Of(Healthy with { ValidPositives = 0, Valid = Metrics(double.NaN, 3) }));

    [Theory]
    [InlineData(0.7389, true)]
    [InlineData(0.7391, false)]
    public void ABetterLogisticRegression_IsSaid(double auc, bool says) => Says(
        Healthy with { Valid = Metrics(auc, 0.5), Logistic = Simple(0.74) }, says,
        "A logistic regression on the same rows is better: validation AUC 0.7400, this model 0.7389.");

    static RunEnd Healthy => new()
    {
        Steps = 1000,
        StepsPerEpoch = 100,
        BatchSize = 100,
        TrainRows = 10_000,
        StoppedEarly = false,
        Monitor = new MonitorOptions(),
        Evaluations = [],
        Valid = Metrics(0.75, 0.5),
        ValidRows = 1000,
        ValidPositives = 250,
        Logistic = Simple(0.7),
    };

    static LogisticRecord Simple(double auc) => new(Metrics(auc, 0.5), Metrics(auc, 0.5), 3, 30_000, 0.1);

    static Dictionary<string, double> Metrics(double auc, double logloss) =>
        new() { ["AUC"] = auc, ["logloss"] = logloss };

    static void Says(RunEnd run, bool says, string sentence)
    {
        var remarks = RunRemarks.Of(run).Select(remark => remark.Text);
        Assert.Equal(says ? [sentence] : [], remarks);
    }
}
