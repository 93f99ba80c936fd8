using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Remedies;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Data;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Remedies;

public sealed class RemediesExperimentTests
{
    [Fact]
    public void Run_PairsBySeed_AndJudgesFromTheInterval()
    {
        using var folder = new TemporaryFolder();
        var request = new LabRequest
        {
            Seeds = 5,
            Machine = Machine.Sequential,
            Out = folder[""],
            Experiments = ["none_toy", "helps_toy", "hurts_toy", "noise_toy"],
            Train = Planted,
        };
        Directory.CreateDirectory(folder[""]);
        var result = new RemediesExperiment().Run(request, TestContext.Current.CancellationToken);
        var verdicts = result.Claims.ToDictionary(claim => claim.Id, claim => claim.Verdict);
        Assert.Equal(Claim.Holds, verdicts["helps_toy/entropy_rank_ev"]);
        Assert.Equal(Claim.Holds, verdicts["helps_toy/auc"]);
        Assert.Equal(Claim.Refuted, verdicts["hurts_toy/entropy_rank_ev"]);
        Assert.Equal(Claim.Refuted, verdicts["hurts_toy/auc"]);
        Assert.Equal(Claim.Inconclusive, verdicts["noise_toy/entropy_rank_ev"]);
        Assert.Equal(Claim.Inconclusive, verdicts["noise_toy/auc"]);
        var page = File.ReadAllText(result.Report);
        Assert.Contains("| helps_toy | +0.00000 ± 0.00000 (5 pairs) |", page);
        Assert.Contains("## toy, ranks at block1/ffn", page);
    }

    [Fact]
    public void ASeedWithoutAMetric_MakesTheMeanUndefined_AndIsNamed()
    {
        using var folder = new TemporaryFolder();
        var request = new LabRequest
        {
            Seeds = 3,
            Machine = Machine.Sequential,
            Out = folder[""],
            Experiments = ["none_toy", "helps_toy"],
            Train = (id, seed) => Planted(id, seed) is var run && id == "helps_toy" && seed == 2020
                ? run with { Test = new Dictionary<string, double> { ["AUC"] = double.NaN, ["logloss"] = 0.4 } }
                : run,
        };
        Directory.CreateDirectory(folder[""]);
        var result = new RemediesExperiment().Run(request, TestContext.Current.CancellationToken);
        Assert.Contains("| helps_toy | 2 of 3 seeds; seed 2020 undefined |", File.ReadAllText(result.Report));
        var auc = Assert.Single(result.Claims, claim => claim.Id == "helps_toy/auc");
        Assert.Equal((Claim.Inconclusive, "2 of 3 seeds; seed 2020 undefined"), (auc.Verdict, auc.Measured));
    }

    /// <summary>
    /// Seeds differ by far more than remedies do, so that only pairing can tell. A remedy's sites are those of two
    /// sets.
    /// </summary>
    static ResultRecord Planted(string id, int seed)
    {
        var wave = (seed * 37 % 5) - 2.0;
        var (rank, auc) = id switch
        {
            "helps_toy" => (0.5 + 0.01 * wave, 0.0),
            "hurts_toy" => (-0.5 + 0.01 * wave, -0.01 + 0.0001 * wave),
            "noise_toy" => (wave, 0.02 * wave),
            _ => (0, 0),
        };
        var spectrum = new Dictionary<string, double>
        {
            ["entropy_rank_ev"] = 5 + 3 * (seed % 7) + rank,
            ["entropy_rank_sv"] = 6,
            ["stable_rank"] = 2,
        };
        string[] sites = id == "helps_toy"
            ? ["set1/tokens", "set1/block1/ffn", "set2/tokens", "set2/block1/ffn"]
            : ["tokens", "block1/ffn"];
        return new ResultRecord
        {
            Run = "",
            Model = "toy",
            Experiment = id,
            Dataset = "toy",
            Seed = seed,
            Epochs = 2,
            BestEpoch = 1,
            Valid = new Dictionary<string, double>(),
            Test = new Dictionary<string, double> { ["AUC"] = 0.7 + 0.03 * (seed % 7) + auc, ["logloss"] = 0.4 },
            Parameters = new Dictionary<string, long>(),
            SamplesPerSecond = 1,
            Seconds = 1,
            Costs = new Dictionary<string, double> { ["train"] = 3 },
            PeakRssMb = 1,
            EmbeddingUpdate = "exact",
            Spectra = sites.ToDictionary(site => site, site => (IReadOnlyDictionary<string, double>)(
                site.EndsWith("tokens", StringComparison.Ordinal) ? new() { ["entropy_rank_ev"] = 1 } : spectrum)),
        };
    }
}
