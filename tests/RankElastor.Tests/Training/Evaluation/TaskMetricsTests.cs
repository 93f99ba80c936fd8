using RankElastor.Data.Files;
using RankElastor.Numerics.Metrics;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Options;

namespace RankElastor.Tests.Training.Evaluation;

/// <summary>Names and values of metrics: of several labels, of first places, of weights, of numbers.</summary>
public sealed class TaskMetricsTests
{
    static readonly string[] _labels = ["click", "long_stay"];

    [Fact]
    public void SeveralLabels_HaveTheirOwn_ThenTheMeans()
    {
        var table = TaskMetrics.Join(_labels,
        [
            new Dictionary<string, double> { ["AUC"] = 0.6, ["logloss"] = 0.5 },
            new Dictionary<string, double> { ["AUC"] = 0.8, ["MSE"] = 2 },
        ]);
        Assert.Equal(
            ["click_AUC", "click_logloss", "long_stay_AUC", "long_stay_MSE", "AUC", "logloss", "MSE"], table.Keys);
        Assert.Equal((0.7, 0.5, 2), (table["AUC"], table["logloss"], table["MSE"]));
        Assert.Equal(0.8, TaskMetrics.Of(_labels, "long_stay", table)["AUC"]);
        Assert.Equal(["AUC", "logloss"], TaskMetrics.Of(_labels, "click", table).Keys);
    }

    [Theory]
    [InlineData("auc", null, "AUC")]
    [InlineData("long_stay_AUC", "long_stay", "AUC")]
    [InlineData("click_gAUC_recbole", "click", "gAUC_recbole")]
    [InlineData("gAUC_recbole", null, "gAUC_recbole")]
    [InlineData("click_NDCG(k=5)", "click", "NDCG(k=5)")]
    public void Names_AreALabelAndAMetric(string name, string? label, string metric)
    {
        var found = TaskMetrics.Parse(name)!.Value;
        Assert.Equal((label, metric), (found.Label, found.Metric.Name));
    }

    [Theory]
    [InlineData("NDCG(k=5)", "NDCG(k=5)")]
    [InlineData("ndcg( 5 )", "NDCG(k=5)")]
    [InlineData("NDCG@10", "NDCG(k=10)")]
    [InlineData("HitRate(k=1)", "HitRate(k=1)")]
    [InlineData("mrr", "MRR")]
    public void FirstPlaces_AreReadAsFuxiCtrWritesThem(string text, string name) =>
        Assert.Equal(name, Metric.Parse("metrics", text).Name);

    [Theory]
    [InlineData("NDCG")]
    [InlineData("NDCG(k=0)")]
    [InlineData("HitRate(k=x)")]
    [InlineData("MRR(k=3)")]
    [InlineData("accuracy")]
    public void OtherNames_AreRefused(string text) => Assert.Contains(
        "NDCG(k=…) | HitRate(k=…)", Assert.Throws<InputException>(() => Metric.Parse("metrics", text)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void WeightsOfRows_WeighLogloss_NotAuc()
    {
        float[] probabilities = [0.2f, 0.9f, 0.6f], labels = [0, 1, 0];
        var plain = new Predictions(probabilities, labels, []).Measure([Metric.Auc, Metric.Logloss]);
        var weighted = new Predictions(probabilities, labels, [], [1, 0, 3]).Measure([Metric.Auc, Metric.Logloss]);
        Assert.Equal(plain["AUC"], weighted["AUC"]);
        Assert.Equal(-(Math.Log(0.8) + 3 * Math.Log(0.4)) / 4, weighted["logloss"], 1e-6);
        Assert.Equal(Logloss.Of(probabilities, labels), plain["logloss"]);
    }

    [Fact]
    public void Errors_OfNumbers()
    {
        var found = new Predictions([1, -2, 3], [1, 2, 2.5f], []).Measure(
            [Metric.MeanSquared, Metric.MeanAbsolute, Metric.RootMeanSquared]);
        Assert.Equal((16.25 / 3, 1.5, Math.Sqrt(16.25 / 3)), (found["MSE"], found["MAE"], found["RMSE"]));
    }

    [Fact]
    public void Monitor_OfALabelThatIsNotLearnt_IsRefused()
    {
        var monitor = new MonitorOptions { Terms = [new("stay_AUC", 1)] };
        Assert.Contains("monitor: found 'stay_AUC'; allowed: a metric, or one of click_METRIC | long_stay_METRIC",
            Assert.Throws<InputException>(() => monitor.Check(_labels)).Message, StringComparison.Ordinal);
        Assert.Contains("the model learns one label, click",
            Assert.Throws<InputException>(() => monitor.Check(["click"])).Message, StringComparison.Ordinal);
    }
}
