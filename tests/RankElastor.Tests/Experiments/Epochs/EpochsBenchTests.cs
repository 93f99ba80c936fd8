using RankElastor.Data.Files;
using RankElastor.Experiments.Epochs;
using RankElastor.Experiments.Lab;
using RankElastor.Tests.Cli;

namespace RankElastor.Tests.Experiments.Epochs;

/// <summary>Rounds of made numbers: what is trained when, kept, refused and written.</summary>
[Collection("torch")]
public sealed class EpochsBenchTests : IDisposable
{
    readonly TinyExperiment _tiny = new();
    readonly List<string> _trained = [];

    Func<string, int> _threads = _ => 1;
    double _busy = 1, _load;

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Rounds_AreKept_AndTheSameGoesOn()
    {
        var first = Run(2, "RankMixer", "DNN", "RankElastor");
        Assert.Equal(["RankMixer", "DNN", "RankElastor", "RankElastor", "DNN", "RankMixer"], _trained);
        Assert.Equal(1.5, first.Models[0].Seconds); // the median of 1 and 2
        Assert.Equal((1, 2), (first.Models[0].Least, first.Models[0].Most));

        Run(3, "RankMixer", "DNN", "RankElastor");
        Assert.Equal(["DNN", "RankElastor", "RankMixer"], _trained.Skip(6));
        Assert.Equal(3 * 3 + 1, File.ReadLines(Place("epochs.csv")).Count());
        Assert.Equal(1.5, Run(2, "RankMixer", "DNN", "RankElastor").Models[0].Seconds);
        Assert.Equal(9, _trained.Count);
        Assert.False(File.Exists(Place("epochs.jsonl.lock")));
    }

    [Fact]
    public void Page_ShowsRatiosAndClaims_WhereBothModelsAreThere()
    {
        var result = Run(3, "RankMixer", "DNN", "RankElastor");
        Assert.Equal(["DNN", "DNN", "RankElastor", "RankElastor"], result.Ratios.Select(ratio => ratio.Experiment));
        Assert.All(result.Ratios, ratio => Assert.Equal("RankMixer", ratio.Against));
        Assert.Equal([("P33", Claim.Holds), ("P34", Claim.Holds)], result.Claims.Select(Judged));
        var page = File.ReadAllText(result.Page);
        Assert.Contains("| RankElastor / RankMixer | 1.100 [1.100, 1.100] | 1.000 [1.000, 1.000] |", page);
        Assert.Contains("`rankelastor bench epochs`", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", page, StringComparison.Ordinal);
        Assert.Equal(3 * 2 * 2, Count(File.ReadAllText(Place("epochs.svg")), "<title>round ")); // pairs, two panels
    }

    [Fact]
    public void Claims_AreOfRankElastorAndRankMixer_WhicheverIsFirst()
    {
        Assert.Empty(Run(2, "DNN", "RankElastor").Claims);
        Assert.DoesNotContain("P33", File.ReadAllText(Place("epochs.md")), StringComparison.Ordinal);
        Directory.Delete(Place(""), recursive: true);
        var turned = Run(2, "RankElastor", "RankMixer");
        Assert.Equal(1 / 1.1, turned.Ratios[0].Ratio, 1e-12);
        Assert.StartsWith("RankElastor / RankMixer: 1.100", turned.Claims[0].Measured, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherSetting_IsRefused_AndNothingChanges()
    {
        Run(2, "RankMixer", "DNN");
        var (kept, page) = (File.ReadAllText(Place("epochs.jsonl")), File.ReadAllText(Place("epochs.md")));
        Assert.Contains(
            "another setting (experiments: RankMixer, DNN); allowed: those of this one (DNN, RankMixer)",
            Assert.Throws<InputException>(() => Run(2, "DNN", "RankMixer")).Message, StringComparison.Ordinal);
        _tiny.Edit("config/model_config.yaml", "hidden_units: [8], net_dropout", "hidden_units: [9], net_dropout");
        Assert.Contains(
            "options and data of DNN", Assert.Throws<InputException>(() => Run(3, "RankMixer", "DNN")).Message,
            StringComparison.Ordinal);
        Assert.Equal((kept, page), (File.ReadAllText(Place("epochs.jsonl")), File.ReadAllText(Place("epochs.md"))));
        File.AppendAllText(Place("epochs.jsonl"), "{\n");
        _tiny.Edit("config/model_config.yaml", "hidden_units: [9], net_dropout", "hidden_units: [8], net_dropout");
        Assert.Contains(
            "epochs.jsonl", Assert.Throws<InputException>(() => Run(3, "RankMixer", "DNN")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AtOnce_TwoAreRefused()
    {
        Directory.CreateDirectory(Place(""));
        using var other = FileLock.TryTake(Place("epochs.jsonl.lock"));
        Assert.Contains(
            "a bench under way", Assert.Throws<InputException>(() => Run(2, "LR", "DNN")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, 0, "LR: 0.50 s of processor time per second and thread: it waited for other processes")]
    [InlineData(2, 0, "more ran than the threads")]
    [InlineData(1, 1.6, "the load average was 1.6, and steps have 1 thread: other processes")]
    public void OtherWork_IsSaid(double busy, double load, string warning)
    {
        (_busy, _load) = (busy, load);
        var result = Run(2, "LR", "DNN");
        Assert.Contains(result.Warnings, line => line.Contains(warning, StringComparison.Ordinal));
        Assert.Contains("**Warning**: ", File.ReadAllText(result.Page), StringComparison.Ordinal);
    }

    [Fact]
    public void DifferentThreads_AreSaid()
    {
        _threads = name => name == "DNN" ? 2 : 1;
        Assert.Contains("the same number of threads", Assert.Single(
            Run(2, "LR", "DNN").Warnings, line => !line.StartsWith("DNN", StringComparison.Ordinal)));
    }

    [Fact]
    public void UnknownProcessorTimeAndLoad_AreNoWarning()
    {
        (_busy, _load) = (double.NaN, double.NaN);
        Run(2, "LR", "DNN");
        var again = Run(2, "LR", "DNN"); // as it was kept
        Assert.Equal(4, _trained.Count);
        Assert.Empty(again.Warnings);
        Assert.Contains("tells no load average", File.ReadAllText(again.Page), StringComparison.Ordinal);
    }

    static (string Id, string Verdict) Judged(Claim claim) => (claim.Id, claim.Verdict);

    static int Count(string text, string part) => text.Split(part).Length - 1;

    string Place(string file) => Path.Combine(_tiny.Folder["epochs"], file);

    /// <summary>Round r takes r seconds and as many MB, RankElastor a tenth more time.</summary>
    EpochsResult Run(int rounds, params string[] experiments) => EpochsBench.Run(
        new EpochsRequest
        {
            Experiments =
            [
                .. experiments.Select(name => Experiment.Load(_tiny.Config, name) with
                {
                    Cache = _tiny.Cache,
                    Machine = new MachineOptions { Threads = 1 },
                }),
            ],
            Rounds = rounds,
            Train = (experiment, _) =>
            {
                var seconds = (_trained.Count / experiments.Length + 1) * (experiment.Id == "RankElastor" ? 1.1 : 1);
                _trained.Add(experiment.Id);
                return new EpochCost(
                    experiment.Id, seconds, 1 / seconds, 100, _threads(experiment.Id), _busy * 10, 10, _load);
            },
            Out = Place(""),
            Command = "rankelastor bench epochs",
        },
        TestContext.Current.CancellationToken);
}
