using System.Globalization;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Cli;

/// <summary>What verbs print and write is what they computed.</summary>
[Collection("torch")]
public sealed class TruthTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Predict_WritesEveryProbability_ToTheLastBit()
    {
        _tiny.Run("LR").Done();
        var (data, file) = (Path.Combine(_tiny.Folder["data"], "test.csv"), _tiny.Folder["p.txt"]);
        CliResult.Of("predict", "--run", _tiny.RunFolder("LR"), "--data", data, "--out", file, "--threads", "1").Done();
        using var ranker = Ranker.Load(_tiny.RunFolder("LR"), machine: new MachineOptions { Threads = 1 });
        var expected = new List<float>();
        ranker.Predict(data, probabilities => expected.AddRange(probabilities));
        Assert.Equal(90, expected.Count);
        Assert.Equal(expected, File.ReadLines(file).Select(line => float.Parse(line, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Report_OfOneRun_LiesInItsFolder_AndOfSeveralUnderAnotherName()
    {
        _tiny.Run("LR", "--max-epochs", "1").Done();
        var run = _tiny.RunFolder("LR");
        Assert.EndsWith($"report.html{Environment.NewLine}", CliResult.Of("report", run).Done().Output,
            StringComparison.Ordinal);
        CliResult.Of("report", run, run).Done();
        Assert.Contains("2 runs side by side", File.ReadAllText(Path.Combine(run, "compare.html")),
            StringComparison.Ordinal);
        Assert.DoesNotContain("side by side", File.ReadAllText(Path.Combine(run, "report.html")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_Is130_AndSaysHowToGoOn()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = RankElastor.Cli.Application.Run(
            ["run", "--config", _tiny.Config, "--expid", "LR", "--out", _tiny.Out, "--cache", _tiny.Cache, "--threads",
                "1"],
            output, error, () => new CancellationToken(canceled: true));
        Assert.Equal(130, code);
        Assert.Contains("rankelastor: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Diverged_Is1_AndNamesTheStep()
    {
        _tiny.Edit("config/model_config.yaml", "learning_rate: 1.e-2",
            "learning_rate: 1.e+30\n    max_gradient_norm: 1.e+30");
        var result = _tiny.Run("DNN");
        Assert.Equal((1, ""), (result.Code, result.Output));
        Assert.Matches("^rankelastor: .* at step [0-9]+", result.ErrorLines[^1]);
    }

    [Fact]
    public void Summary_TellsTheBestEpoch_AndBothSplits()
    {
        using var output = new StringWriter();
        Summary.Print(new Terminal(output, TextWriter.Null, json: false), new ResultRecord
        {
            Run = "r",
            Model = "M",
            Experiment = "E",
            Dataset = "d",
            Seed = 7,
            Epochs = 5,
            BestEpoch = 3,
            Valid = new Dictionary<string, double> { ["AUC"] = 0.71 },
            Test = new Dictionary<string, double> { ["AUC"] = 0.72 },
            Parameters = new Dictionary<string, long> { ["dense"] = 1234, ["embedding"] = 5678 },
            SamplesPerSecond = 1000,
            Seconds = 2.5,
            Costs = new Dictionary<string, double>(),
            PeakRssMb = 99,
            EmbeddingUpdate = "lazy",
            ProbeOverhead = 0.0123,
            Spectra = new Dictionary<string, IReadOnlyDictionary<string, double>>(),
        }, "report.html");
        var lines = output.ToString().Split('\n');
        Assert.Equal("E (seed 7): best epoch 3 of 5", lines[0].TrimEnd());
        Assert.Equal("  valid  AUC 0.710000", lines[1].TrimEnd());
        Assert.Equal("  test   AUC 0.720000", lines[2].TrimEnd());
        Assert.StartsWith("  1,234 dense + 5,678 embedding parameters, 1,000 samples/s, 2.5 s, 99 MB", lines[3],
            StringComparison.Ordinal);
        Assert.Contains("probe overhead 1.23", lines[3], StringComparison.Ordinal);
    }
}
