using System.Globalization;
using System.Xml.Linq;
using RankElastor.Data.Files;
using RankElastor.Experiments;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Sawtooth;
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
    [InlineData("P36", Claim.Holds)]
    [InlineData("P37", Claim.Holds)]
    [InlineData("P39", "not seen on planted_small")] // (1.3 · 0.8)² = 1.08, of tokens that are nearer to no structure
    [InlineData("P40", "not seen on planted_small")]
    [InlineData("P43", Claim.Holds)]
    [InlineData("P44", Claim.Holds)]
    [InlineData("P44a", Claim.Holds)]
    [InlineData("P44b", Claim.Holds)]
    [InlineData("P46", Claim.Holds)]
    public void PlantedSawtooth_IsJudgedAsPlanted(string id, string verdict)
    {
        var claim = Run(Planted).Claims.Single(found => found.Id == id + "/planted_small");
        Assert.Equal("exploratory: " + verdict, claim.Verdict); // no rule is registered for these data
    }

    [Theory]
    [InlineData(0.99, Claim.Holds)]
    [InlineData(1.01, "not seen on planted_small")]
    public void Decay_IsAskedOfModelsWithLayers(double factor, string verdict)
    {
        var claims = Run(
            (model, seed) => model != "DCNv2" ? Planted(model, seed) : Planted(model, seed) with
            {
                Sites = ["embedding", "cross1", "cross2"],
                Factor = _ => factor,
                Heights = 26,
            }, "RankMixer", "RankElastor", "DCNv2").Claims;
        Assert.Equal($"exploratory: {verdict}", claims.Single(found => found.Id == "P35-DCNv2/planted_small").Verdict);
        Assert.DoesNotContain(claims, claim => claim.Id.StartsWith("P35-xDeepFM", StringComparison.Ordinal));
        Assert.DoesNotContain(claims, claim => claim.Id.StartsWith("P38", StringComparison.Ordinal)); // two blocks
    }

    [Fact]
    public void Damping_IsAskedOfThreeBlocks()
    {
        var claims = Run((model, seed) => Planted(model, seed) with
        {
            Sites = ["embedding", "tokens", .. PlantedLog.Blocks(3)],
            Factor = site => site.StartsWith("block1", StringComparison.Ordinal)
                ? Planted(model, seed).Factor(site) : Math.Sqrt(Planted(model, seed).Factor(site)),
        }).Claims;
        Assert.Equal(
            "exploratory: holds", claims.Single(claim => claim.Id.StartsWith("P38", StringComparison.Ordinal)).Verdict);
    }

    [Theory]
    [InlineData(0.01, Claim.Holds)]
    [InlineData(-0.01, Claim.Refuted)]
    public void RankAndAuc_AreComparedOverModels(double skill, string verdict)
    {
        string[] models = ["DCNv2", "AutoInt", "RankMixer", "RankElastor"]; // in the order of their last ranks
        var claims = Run(
            (model, seed) => Planted(model, seed) with
            {
                Skill = 0.8 + skill * Array.IndexOf(models, model),
                Sites = model.StartsWith("Rank", StringComparison.Ordinal) ? PlantedLog.RankMixerSites
                    : ["embedding", "layer1"],
                Factor = site => site != "layer1" ? Planted(model, seed).Factor(site) : model == "DCNv2" ? 0.4 : 0.6,
            }, models).Claims;
        Assert.Equal("exploratory: " + verdict, claims.Single(found => found.Id == "P48/planted_small").Verdict);
    }

    [Fact]
    public void Value_IsTheChangeOfTheRatio_OfTheBlockThatCountsMost()
    {
        Run(Planted);
        var value = File.ReadLines(_folder["claims.csv"]).Select(line => line.Split(','))
            .Single(cells => cells.Contains("P37/planted_small") && cells.Contains("2020") && cells.Contains("claim"));
        double Mean(string site) => Values(2020, site).Average() / 7.7;
        var worst = Math.Max(
            Mean("block1/ffn") - Mean("block1/mixing"), Mean("block2/ffn") - Mean("block2/mixing"));
        Assert.Equal(worst, double.Parse(value[^1], CultureInfo.InvariantCulture), 1e-6);
    }

    [Fact]
    public void Distance_IsTheLargestGapOfTheDistributions()
    {
        Assert.Equal(0, Trajectories.Distance([1, 2, 3], [3, 2, 1]));
        Assert.Equal(1, Trajectories.Distance([1, 2], [3, 4]));
        Assert.Equal(0.5, Trajectories.Distance([1, 2, 3, 4], [3, 4]));
    }

    [Fact]
    public void Page_HasEveryFigure_AndNoNumberIsMissing()
    {
        var report = Run(Planted).Report;
        var page = File.ReadAllText(report);
        var figures = Directory.GetFiles(Path.GetDirectoryName(report)!, "*.svg", SearchOption.AllDirectories);

        Assert.Equal(3, figures.Length); // claims, depth, changes
        Assert.All(figures, figure =>
        {
            Assert.Contains($"{Path.GetFileName(figure)})", page, StringComparison.Ordinal);
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
        .Single(probe => probe.Site == site && probe.Epoch == 6).Measures["entropy_rank_sv"].Values!;

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
