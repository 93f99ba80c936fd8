using RankElastor.Data.Datasets;
using RankElastor.Data.Planted.Histories;
using RankElastor.Data.Sources;
using RankElastor.Experiments.Histories;
using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Data;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Histories;

/// <summary>The verdicts and the page of made-up results, by hand.</summary>
public sealed class HistoriesExperimentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.02, Claim.Holds)]
    [InlineData(-0.02, Claim.Refuted)]
    [InlineData(0.0001, Claim.Inconclusive)]
    public void Verdict_IsThatOfTheInterval_PairedBySeed(double gain, string verdict)
    {
        var result = Run(gain);
        var claim = Assert.Single(result.Claims);
        Assert.Equal(("A_rows/gains", verdict), (claim.Id, claim.Verdict));
    }

    [Fact]
    public void Page_HasMetrics_TheBestPossible_Gains_AndRanksBesideTheLoss()
    {
        var page = File.ReadAllText(Run(0.02).Report);
        // AUC of the twin .70, .71, .72 by seed; with a history .02 and 0, .001, −.001 more
        Assert.Contains("| A_without_history_rows | 0.71000 ± 0.01000 | 0.50000 ± 0.00000 |", page);
        Assert.Contains("| A_rows | +0.0200 [+0.0175, +0.0225] |", page); // t(2) · .001 / √3 = 4.303 · .000577
        Assert.Contains("| A_rows | history | 3.50 | 0.800 | 0.5000 |", page);
        Assert.Matches(@"the best possible AUC on these rows is 0\.\d{4}", page);
    }

    LabResult Run(double gain)
    {
        Directory.CreateDirectory(_folder[""]);
        return new HistoriesExperiment().Run(new LabRequest
        {
            Seeds = 3,
            FirstSeed = 1,
            Machine = Machine.Sequential,
            Out = _folder[""],
            Experiments = ["A_rows", "A_without_history_rows"],
            Train = (experiment, seed) => Result(experiment, seed, gain),
            Dataset = _ => DatasetOptions.Of("rows", "label", [], RowSet.Of(["label"], [])) with
            {
                Histories = new HistoryOptions { TestRows = 500 },
            },
        }, TestContext.Current.CancellationToken);
    }

    static ResultRecord Result(string experiment, int seed, double gain)
    {
        double[] more = [0, 0.001, -0.001];
        var auc = 0.69 + 0.01 * seed + (experiment == "A_rows" ? gain + more[seed - 1] : 0);
        return new ResultRecord
        {
            Run = "",
            Model = "A",
            Experiment = experiment,
            Dataset = "rows",
            Seed = seed,
            Epochs = 1,
            BestEpoch = 1,
            Valid = new Dictionary<string, double>(),
            Test = new Dictionary<string, double> { ["AUC"] = auc, ["logloss"] = 0.5 },
            Parameters = new Dictionary<string, long>(),
            SamplesPerSecond = 1,
            Seconds = 1,
            Costs = new Dictionary<string, double>(),
            PeakRssMb = 1,
            EmbeddingUpdate = "exact",
            Spectra = new Dictionary<string, IReadOnlyDictionary<string, double>>
            {
                ["history"] = new Dictionary<string, double>
                {
                    ["entropy_rank_sv"] = 3.5,
                    ["baseline_ratio"] = 0.8,
                },
            },
        };
    }
}
