using System.Globalization;
using RankElastor.Report.Charts;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report.Charts;

public sealed class MetricChartTests
{
    [Theory]
    [InlineData("AUC", "0.7 0.75 0.8", "Validation AUC rises from 0.7000 to 0.8000 over 2 epochs; "
        + "the last epoch is the best one.")]
    [InlineData("AUC", "0.8 0.75 0.7", "Validation AUC falls from 0.8000 to 0.7000 over 2 epochs; "
        + "its best value, 0.8000, came at epoch 1, and more training made it worse.")]
    [InlineData("AUC", "0.7 0.8 0.75", "Validation AUC rises from 0.7000 to 0.7500 over 2 epochs; "
        + "its best value, 0.8000, came at epoch 2, and more training made it worse.")]
    [InlineData("logloss", "0.7 0.6 0.5", "Validation logloss falls from 0.7000 to 0.5000 over 2 epochs; "
        + "the last epoch is the best one.")]
    [InlineData("logloss", "0.5 0.4 0.6", "Validation logloss rises from 0.5000 to 0.6000 over 2 epochs; "
        + "its best value, 0.4000, came at epoch 2, and more training made it worse.")]
    [InlineData("logloss", "0.5", "One evaluation only: logloss 0.5000 after epoch 1.")]
    [InlineData("AUC", "0.7 0.7", "Validation AUC stays from 0.7000 to 0.7000 over 1 epochs; "
        + "its best value, 0.7000, came at epoch 1 and again at the end.")]
    public void Reading_SaysWhatTheNumbersDo(string metric, string values, string reading)
    {
        var set = Scripted.Set([.. Numbers(values).Select((value, i) => Scripted.Valid(i + 1, value, value))]);
        Assert.Equal(reading, MetricChart.Draw(set, metric).Reading);
    }

    [Fact]
    public void Drawing_ShowsTheNumbersOfTheLog_AtTheEpochsTheyBelongTo()
    {
        // the second epoch has two evaluations: its middle and its end
        var set = Scripted.Set([
            Scripted.Valid(1, 0.61, 0.66, improved: true, train: 0.69),
            Scripted.Valid(2, 0.74, 0.58, improved: true, train: 0.62, step: 150),
            Scripted.Valid(2, 0.72, 0.59, train: 0.60, rate: 1e-4, step: 200),
            Scripted.Valid(3, 0.73, 0.60, train: 0.55, rate: 1e-4)]);
        var chart = MetricChart.Draw(set, "logloss");
        var plot = new DrawnPlot(chart.Drawing);
        plot.AssertLine("line s0", (1, 0.66), (1.5, 0.58), (2, 0.59), (3, 0.60));
        plot.AssertLine("thin s0 train", (1, 0.69), (1.5, 0.62), (2, 0.60), (3, 0.55));
        plot.AssertInside("line s0", "thin s0 train");
        Assert.Equal("rate ×0.1", Assert.Single(plot.Words, word => word.StartsWith("rate", StringComparison.Ordinal)));
        Assert.EndsWith(", kept", Assert.Single(plot.Tips, tip => tip.Contains("kept", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Equal(
            ["1,100,0.66,0.69,0.001,0", "1.5,150,0.58,0.62,0.001,1", "2,200,0.59,0.6,0.0001,0",
                "3,300,0.6,0.55,0.0001,0"],
            chart.Data.ToString().Split('\n')[1..^1].Select(line => line["M,".Length..]));
        new DrawnPlot(MetricChart.Draw(set, "AUC").Drawing).AssertLine("line s0", (1, 0.61), (1.5, 0.74), (2, 0.72),
            (3, 0.73));
    }

    [Fact]
    public void Levels_AndTestEvaluations_AreNoPartOfTheValidationLine()
    {
        var options = new Dictionary<string, string> { ["bayes_auc"] = "0.91" };
        var set = Scripted.Set([
            Scripted.Manifest() with { Options = options }, Scripted.Valid(1, 0.6), Scripted.Test(0.2),
            Scripted.Valid(2, 0.7)]);
        var plot = new DrawnPlot(MetricChart.Draw(set, "AUC").Drawing);
        plot.AssertLine("line s0", (1, 0.6), (2, 0.7));
        Assert.Equal(0.91, Assert.Single(plot.Lines("rule"))[0].Y, 2e-3);
        plot.AssertInside("rule", "line s0");
    }

    [Theory]
    [InlineData("AUC", "validation", "Highest validation AUC: B with 0.8000, ahead of C by 0.02000.")]
    [InlineData("logloss", "validation", "Lowest validation logloss: A with 0.4000, ahead of C by 0.05000.")]
    [InlineData("AUC", "test", "Highest test AUC: C with 0.9000, ahead of A by 0.10000.")]
    public void Comparison_NamesTheBestAndTheNext(string metric, string split, string words)
    {
        var set = Scripted.Set([
            Of("A", 0.75, 0.40, 0.80), Of("B", 0.80, 0.60, 0.70), Of("C", 0.78, 0.45, 0.90)]);
        Assert.Equal(words, ModelComparison.Of(set, metric, split));

        static RunRecord[] Of(string model, double auc, double loss, double test) =>
            [Scripted.Manifest(model), Scripted.Valid(1, auc, loss, improved: true), Scripted.Test(test)];
    }

    [Theory]
    [InlineData(0.80, "do not overlap")]
    [InlineData(0.76, "overlap")]
    public void Comparison_OfSeeds_SaysWhetherIntervalsOverlap(double best, string words)
    {
        // three seeds 0.01 apart: half an interval is 4.30265 · 0.01 / √3 = 0.02484
        var set = Scripted.Set([
            .. Seeds("A", 0.74), .. Seeds("B", best)]);
        var half = 4.302653 * 0.01 / Math.Sqrt(3);
        Assert.Equal(best - 0.74 > 2 * half ? "do not overlap" : "overlap", words);
        Assert.Equal(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Highest validation AUC: B (3 seeds) with {best:F4} ± {half:F4}, ahead of A (3 seeds) "
                    + $"by {best - 0.74:F5}; their 95 % intervals over seeds {words}."),
            ModelComparison.Of(set, "AUC", "validation"));

        static IEnumerable<RunRecord[]> Seeds(string model, double auc) => Enumerable.Range(-1, 3).Select(seed =>
            (RunRecord[])[Scripted.Manifest(model, seed), Scripted.Valid(1, auc + 0.01 * seed, improved: true)]);
    }

    [Fact]
    public void Losses_OfManyModels_AreARange()
    {
        var set = Scripted.Set(Enumerable.Range(1, 7).Select(i => (RunRecord[])
        [
            Scripted.Manifest($"M{i}"), Scripted.Valid(1, 0.5, improved: true), Scripted.Probe(1, "tokens", [1, 2],
                loss: 0.1 * i),
        ]));
        Assert.Equal(
            "loss 0.1000 to 0.7000 over 7 models", ModelComparison.Losses(set.Groups, run => run.Trained, "loss"));
    }

    static IEnumerable<double> Numbers(string values) => values.Split(' ').Select(double.Parse);
}
