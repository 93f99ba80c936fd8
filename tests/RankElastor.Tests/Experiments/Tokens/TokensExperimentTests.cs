using RankElastor.Data.Datasets;
using RankElastor.Data.Sources;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Tokens;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Data;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Tokens;

/// <summary>Verdicts, page and figure of made-up results, by hand.</summary>
public sealed class TokensExperimentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.02, 0.1, Claim.Holds, Claim.Holds)]
    [InlineData(-0.02, -0.1, Claim.Refuted, Claim.Refuted)]
    [InlineData(0, 0, Claim.Inconclusive, Claim.Refuted)] // no spread: 0 is below the margin
    [InlineData(0.001, 0.03, Claim.Inconclusive, Claim.Holds)] // within the spread over seeds
    public void Verdicts_AreThoseOfIntervals_PairedBySeed(double auc, double ratio, string ofAuc, string ofRank)
    {
        var claims = Run(auc, ratio).Claims;
        Assert.Equal(
            [("rows/Other/auc", ofAuc), ("rows/Other/rank", ofRank)],
            claims.Select(claim => (claim.Id, claim.Verdict)));
    }

    [Fact]
    public void Page_HasScores_Differences_AndRanksAtEverySite()
    {
        var page = File.ReadAllText(Run(0.02, 0.1).Report);
        // AUC .70, .71, .72 by seed; the other .02 and 0, .002, −.002 more
        Assert.Contains(
            "| First | 30 | 0.71000 ± 0.01000 | 0.50000 ± 0.00000 | 3.00 | 2.50 (block1) | 0.600 | – | – |", page);
        Assert.Contains("| 0.700 | +0.0200 [+0.0150, +0.0250] | +0.100 [+0.100, +0.100] |", page); // 4.303 · .002 / √3
        Assert.Contains("| First | tokens 3.00 (0.80), block1 2.50 (0.60) |", page);
    }

    [Fact]
    public void Figure_HasALineOfEachModel_ThroughItsRatios()
    {
        Run(0.02, 0.1);
        var figure = File.ReadAllText(_folder["figures/tokens.svg"]);
        Assert.Contains("First, block1: rank 2.50, ratio 0.600", figure);
        Assert.Contains("Other, block1: rank 2.50, ratio 0.700", figure);
        Assert.Contains("rows: entropy rank on singular values / baseline", figure);
    }

    LabResult Run(double auc, double ratio)
    {
        Directory.CreateDirectory(_folder[""]);
        return new TokensExperiment().Run(new LabRequest
        {
            Seeds = 3,
            FirstSeed = 1,
            Machine = Machine.Sequential,
            Out = _folder[""],
            Experiments = ["First_rows", "Other_rows"],
            Train = (experiment, seed) => Result(experiment, seed, auc, ratio),
            Dataset = _ => DatasetOptions.Of("rows", "label", [], RowSet.Of(["label"], [])),
        }, TestContext.Current.CancellationToken);
    }

    static ResultRecord Result(string experiment, int seed, double auc, double ratio)
    {
        double[] more = [0, 0.002, -0.002];
        var isOther = experiment == "Other_rows";
        return new ResultRecord
        {
            Run = "",
            Model = experiment,
            Experiment = experiment,
            Dataset = "rows",
            Seed = seed,
            Epochs = 1,
            BestEpoch = 1,
            Valid = new Dictionary<string, double>(),
            Test = new Dictionary<string, double>
            {
                ["AUC"] = 0.69 + 0.01 * seed + (isOther ? auc + more[seed - 1] : 0),
                ["logloss"] = 0.5,
            },
            Parameters = new Dictionary<string, long> { ["dense"] = 30 },
            SamplesPerSecond = 1,
            Seconds = 1,
            Costs = new Dictionary<string, double>(),
            PeakRssMb = 1,
            EmbeddingUpdate = "exact",
            Spectra = new Dictionary<string, IReadOnlyDictionary<string, double>>
            {
                ["tokens"] = Site(3, 0.8),
                ["block1"] = Site(2.5, 0.6 + (isOther ? ratio : 0)),
            },
        };
    }

    static Dictionary<string, double> Site(double rank, double ratio) =>
        new() { ["entropy_rank_sv"] = rank, ["baseline_ratio"] = ratio };
}
