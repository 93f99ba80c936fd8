using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Tests.Cli;
using RankElastor.Training.Records;

namespace RankElastor.Tests.FrontDoor;

/// <summary>Threads follow the size of a step.</summary>
[Collection("torch")]
public sealed class StepThreadsTests
{
    static readonly Schema _schema = new(
        "s", [.. Enumerable.Range(0, 10).Select(field =>
            new Field { Name = $"f{field}", Kind = FieldKind.Categorical, VocabularySize = 100, MaxLength = 1 })],
        ["label"]);

    /// <summary>By hand: 3 · rows · (100 · w + w² + w) multiply-adds; biases and tables are next to nothing.</summary>
    [Theory]
    [InlineData(16, 256, 1)] // 2 thousand weights, 1.4e6 multiply-adds
    [InlineData(64, 512, 1)] // 1.6e7
    [InlineData(400, 256, 1)] // 1.54e8: not yet worth a second thread
    [InlineData(400, 400, 2)] // 2.4e8
    [InlineData(400, 1000, 6)] // 6.0e8
    [InlineData(400, 4096, 16)] // 2.5e9: all that there are
    public void Training_OfADnn(int width, int rows, int threads)
    {
        using var model = Dnn(width);
        Assert.Equal(threads, StepThreads.OfTraining(model, rows, 16));
    }

    [Fact]
    public void Threads_NeverExceedTheProcessors_NorFallBelowOne()
    {
        using var model = Dnn(400);
        Assert.Equal(3, StepThreads.OfTraining(model, 1 << 20, 3));
        Assert.Equal(1, StepThreads.OfTraining(model, 1, 3));
        Assert.Equal(1, StepThreads.OfScoring(model, 1, 1));
    }

    [Fact]
    public void Scoring_NeedsAThirdOfTraining()
    {
        using var model = Dnn(400);
        var (training, scoring) = (
            StepThreads.OfTraining(model, 4096, 1000), StepThreads.OfScoring(model, 4096, 1000));
        Assert.InRange(training / (double)scoring, 2.5, 3.6);
    }

    [Fact]
    public void ARunOfSmallSteps_HasOneThread_SaysSoAndRecordsIt_UnlessAskedOtherwise()
    {
        using var tiny = new TinyExperiment();
        string[] run = ["run", "--config", tiny.Config, "--expid", "DNN", "--out", tiny.Out, "--cache", tiny.Cache];
        var standard = CliResult.Of(run).Done();
        Assert.Matches(@"Threads: 1 \(of \d+, by the size of a step; --threads sets another", standard.Error);
        Assert.Equal((1, "1"), Recorded());
        Assert.Contains("Threads: 2 (as asked for).", CliResult.Of([.. run, "--threads", "2"]).Done().Error,
            StringComparison.Ordinal);
        Assert.Equal((2, "2"), Recorded());
        var more = CliResult.Of([.. run, "--resume", "--max-epochs", "3"]).Done();
        Assert.Contains("Threads: 2 (as the run began).", more.Error, StringComparison.Ordinal);

        (int, string) Recorded()
        {
            var manifest = (ManifestRecord)RunLog.Read(Path.Combine(tiny.RunFolder("DNN"), "log.jsonl"))[0];
            return (manifest.Threads, manifest.Native["torch_threads"]);
        }
    }

    static Dnn Dnn(int width) =>
        new(
        new DnnOptions
        {
            Fields = new FieldVectorOptions { Width = 10 },
            Network = new MlpOptions { HiddenUnits = [width, width], Outputs = 1 },
        },
        _schema, 1);
}
