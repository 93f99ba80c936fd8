using RankElastor.Data.Planted;

namespace RankElastor.Tests.Data.Planted;

public sealed class PlantedTruthTests
{
    static readonly PlantedOptions _options = new() { TestRows = 40_000 };

    readonly PlantedTruth _truth = PlantedDataset.Generate(_options).Truth(PlantedSplit.Test);

    [Fact]
    public void Truth_DefaultOptions_SeparateTheOrders()
    {
        Assert.InRange(_truth.BayesAuc, 0.84, 0.89);
        Assert.InRange(_truth.PairAuc, _truth.LinearAuc + 0.05, _truth.BayesAuc - 0.04);
        Assert.InRange(_truth.LinearAuc, 0.66, 0.75);
    }

    [Fact]
    public void Truth_DrawnAndExpected_AgreeWithinSamplingError()
    {
        Assert.Equal(_truth.ExpectedBaseRate, _truth.BaseRate, 4 * Math.Sqrt(0.25 / _truth.Rows));
        Assert.Equal(_options.BaseRate, _truth.ExpectedBaseRate, 0.01);
        Assert.Equal(_truth.ExpectedAuc, _truth.BayesAuc, 0.008);
        Assert.Equal(_truth.ExpectedLogloss, _truth.BayesLogloss, 0.01);
    }

    [Fact]
    public void Truth_IsTheSameEveryTime() =>
        Assert.Equal(_truth, PlantedDataset.Generate(_options).Truth(PlantedSplit.Test));

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(1.2)]
    [InlineData(2)]
    public void Truth_DistortedPredictions_AreWorse(double slope)
    {
        var dataset = PlantedDataset.Generate(_options);
        var (ids, numbers, noise) =
            (new int[12], Array.Empty<float>(), new RankElastor.Numerics.Randomness.SeededRandom(1));
        var (logloss, scores, noisy, labels) = (0.0, new double[40_000], new double[40_000], new double[40_000]);
        for (var row = 0; row < 40_000; row++)
        {
            var p = dataset.Row(PlantedSplit.Test, row, ids, numbers, out var clicked);
            var logit = Math.Log(p / (1 - p));
            var q = 1 / (1 + Math.Exp(-slope * logit));
            logloss -= p * Math.Log(q) + (1 - p) * Math.Log(1 - q);
            (scores[row], noisy[row], labels[row]) = (q, logit + 0.7 * noise.NextNormal(), clicked ? 1 : 0);
        }

        Assert.True(logloss / 40_000 > _truth.ExpectedLogloss + 1e-4); // a monotone distortion costs log loss
        Assert.Equal(_truth.BayesAuc, SoftRanking.Auc(scores, labels), 1e-9); // but no AUC
        Assert.True(SoftRanking.Auc(noisy, labels) < _truth.BayesAuc - 0.005); // which noise does
    }
}
