using System.Xml.Linq;
using RankElastor.Data.Files;
using RankElastor.Experiments;
using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Data;
using RankElastor.Tests.Report;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments;

/// <summary>
/// Logs with a planted sawtooth: RankMixer's mixing raises and its P-FFN lowers, RankElastor's do so more and less; at
/// the start nothing does anything.
/// </summary>
public sealed class SawtoothExperimentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mixer-mixing-raises", Claim.Holds)]
    [InlineData("mixer-ffn-lowers", Claim.Holds)]
    [InlineData("elastor-mixing-raises", Claim.Holds)]
    [InlineData("elastor-ffn-keeps", Claim.Refuted)]
    [InlineData("elastor-expands-more", Claim.Holds)]
    [InlineData("elastor-shrinks-less", Claim.Holds)]
    [InlineData("elastor-higher-last", Claim.Holds)]
    [InlineData("mixer-final-marginal", Claim.Holds)] // (1.3 · 0.8)² = 1.08
    public void PlantedSawtooth_IsJudgedAsPlanted(string key, string verdict)
    {
        var claims =
            Run(Planted).Claims.Where(claim => claim.Id.EndsWith("/" + key, StringComparison.Ordinal)).ToList();

        Assert.Equal(3, claims.Count); // one for each variant
        Assert.All(claims, claim => Assert.Equal(verdict, claim.Verdict));
    }

    [Fact]
    public void EveryClaim_NamesItsVariant_AndStandsBesideALoss()
    {
        Assert.All(Run(Planted).Claims, claim =>
        {
            Assert.Matches("^planted_small/(entropy_rank_sv|entropy_rank_ev|stable_rank)/", claim.Id);
            Assert.Contains("logloss", claim.Measured, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Change_IsTheMeanOfRowsPerSeed_ThenOfSeeds()
    {
        var claim = Run(Planted).Claims
            .Single(found => found.Id == "planted_small/entropy_rank_ev/mixer-ffn-alone-lowers");
        double[] changes = [.. Seeds.Select(seed => Values(seed, "block2/ffn").Zip(
            Values(seed, "block2/norm"), (after, before) => (double)after - before).Average())];
        var mean = changes.Average();
        var half = 2.776445 * Math.Sqrt(changes.Sum(change => (change - mean) * (change - mean)) / 4 / 5);

        Assert.Contains(
            FormattableString.Invariant($"−{-mean:F2} [−{-(mean - half):F2}, −{-(mean + half):F2}];"),
            claim.Measured,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Page_HasEveryFigure_AndNoNumberIsMissing()
    {
        var report = Run(Planted).Report;
        var page = File.ReadAllText(report);
        var figures = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(report)!, "figures"), "*.svg");

        Assert.Equal(4, figures.Length);
        Assert.All(figures, figure =>
        {
            Assert.Contains($"(figures/{Path.GetFileName(figure)})", page, StringComparison.Ordinal);
            Assert.Equal("svg", XDocument.Load(figure).Root!.Name.LocalName);
        });
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("–,", page, StringComparison.Ordinal);
        Assert.Contains("0123abc", page, StringComparison.Ordinal);
    }

    [Fact]
    public void SameLogs_GiveTheSamePage()
    {
        var first = File.ReadAllBytes(Run(Planted).Report);

        Assert.Equal(first, File.ReadAllBytes(Run(Planted).Report));
    }

    [Fact]
    public void OneModelAlone_IsRefused()
    {
        var wrong = Assert.Throws<InputException>(() => Run(Planted, "RankMixer"));

        Assert.Contains("RankElastor", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RunWithoutProbes_IsRefused() =>
        Assert.Throws<InputException>(() => Run((model, seed) => Planted(model, seed) with { HasProbes = false }));

    static IEnumerable<int> Seeds => Enumerable.Range(2019, 5);

    static PlantedLog Planted(string model, int seed)
    {
        var (mixing, network) = model == "RankMixer" ? (1.3, 0.8) : (1.5, 0.9);
        return new PlantedLog
        {
            Model = model,
            Seed = seed,
            Epochs = 6,
            Values = 64,
            Factor = site => site.EndsWith(
                "mixing",
                StringComparison.Ordinal) ? mixing : site.EndsWith("ffn", StringComparison.Ordinal) ? network : 1,
        };
    }

    IReadOnlyList<float> Values(int seed, string site) =>
        RunLog.Read(Path.Combine(_folder[$"RankMixer_seed{seed}"], "log.jsonl")).OfType<ProbeRecord>()
        .Single(probe => probe.Site == site && probe.Epoch == 6).Measures["entropy_rank_ev"].Values!;

    LabResult Run(Func<string, int, PlantedLog> plant, params string[] models)
    {
        string[] experiments = models.Length > 0 ? models : ["RankMixer", "RankElastor"];
        return new SawtoothExperiment().Run(new LabRequest
        {
            Seeds = 5,
            Machine = Machine.Sequential,
            Out = _folder.Path,
            Experiments = experiments,
            Train = (experiment, seed) =>
            {
                var directory = _folder[$"{experiment}_seed{seed}"];
                plant(experiment, seed).Write(directory);
                return RunLog.Read(Path.Combine(directory, "log.jsonl")).OfType<ResultRecord>().Single();
            },
        }, CancellationToken.None);
    }
}
