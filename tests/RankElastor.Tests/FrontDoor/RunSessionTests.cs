using System.Text.Json;
using RankElastor.Data.Files;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Training;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Loop;
using RankElastor.Training.Options;
using RankElastor.Training.Records;

namespace RankElastor.Tests.FrontDoor;

[Collection("torch")]
public sealed class RunSessionTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rankelastor-").FullName;

    string Run => Path.Combine(_folder, "tiny");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_LeavesManifestLogCheckpointsAndResult()
    {
        var result = Trained();
        var records = RunLog.Read(Path.Combine(Run, "log.jsonl"));
        var manifest = Assert.IsType<ManifestRecord>(records[0]);
        Assert.Equal(389, manifest.Rows["train"]);
        Assert.Equal("0.001", manifest.Options["embedding_regularizer"]);
        var last = Assert.IsType<ResultRecord>(records[^1]);
        Assert.Equal(JsonSerializer.Serialize(result, RunLog.Json), JsonSerializer.Serialize(last, RunLog.Json));
        Assert.Equal(5 * (40 + 25), result.Parameters["embedding"]);
        Assert.Equal(records.OfType<EvaluationRecord>().Single(record => record.Split == "test").Metrics, result.Test);
        Assert.Equal(["AUC", "logloss", "gAUC", "avgAUC", "calibration", "ECE", "ECE_null"], result.Test.Keys);
        Assert.Contains("baseline_ratio", result.Spectra["embedding"].Keys);
        Assert.True(result.SamplesPerSecond > 0 && result.PeakRssMb > 1 && result.Costs["train"] > 0);
        Assert.Equal(
            "manifest",
            JsonDocument.Parse(File.ReadAllText(Path.Combine(Run, "manifest.json"))).RootElement.GetProperty("type")
                .GetString());
    }

    [Fact]
    public void Run_KeepsTheWeightsOfTheBestEvaluation()
    {
        var result = Trained();
        var best = RunLog.Read(Path.Combine(Run, "log.jsonl")).OfType<EvaluationRecord>()
            .Where(record => record.Split == "valid").MaxBy(record => record.Monitor)!;
        Assert.Equal(best.Metrics, result.Valid);
        Assert.Equal(best.Metrics["AUC"], result.Test["AUC"], 1e-12); // the test split here is the validation split
    }

    [Fact]
    public void Ready_WithoutACheckpoint_MovesAnEarlierRunAside()
    {
        foreach (var resume in (bool[])[false, true])
        {
            Directory.CreateDirectory(Run);
            File.WriteAllText(Path.Combine(Run, "log.jsonl"), "old");
            using var fresh = RunDirectory.Own(Run, resume).Ready(resume);
            Assert.Equal("old", File.ReadAllText(Path.Combine(fresh.MovedAside!, "log.jsonl")));
            Assert.False(File.Exists(fresh.Log));
        }
    }

    [Fact]
    public void Ready_ToResumeFromACheckpoint_KeepsTheFolder()
    {
        Directory.CreateDirectory(Path.Combine(Run, "checkpoints"));
        File.WriteAllText(Path.Combine(Run, "checkpoints", "last.ckpt"), "x");
        File.WriteAllText(Path.Combine(Run, "log.jsonl"), "new");
        using var same = RunDirectory.Own(Run, resume: true).Ready(resume: true);
        Assert.Null(same.MovedAside);
        Assert.Equal("new", File.ReadAllText(same.Log));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Own_WhileARunLives_NamesItsProcess_AndChangesNothing(bool resume)
    {
        using (var first = RunDirectory.Own(Run, resume: false).Ready(resume: false))
        {
            File.WriteAllText(first.Log, "mine");
            var refused = Assert.Throws<InputException>(() => RunDirectory.Own(Run, resume)).Message;
            Assert.Contains($"(process {Environment.ProcessId} on {Environment.MachineName})", refused);
            Assert.Contains("--out", refused);
            Assert.Equal("mine", File.ReadAllText(first.Log));
        }

        using var next = RunDirectory.Own(Run, resume);
        Assert.Equal(["tiny", "tiny.lock"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());
        next.Dispose();
        Assert.False(File.Exists(Run + ".lock"));
    }

    [Fact]
    public void Own_ToResumeAFinishedRunWithoutCheckpoints_IsRefused()
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, "model.safetensors"), "weights");
        Assert.Contains(
            "without --resume", Assert.Throws<InputException>(() => RunDirectory.Own(Run, resume: true)).Message);
        Assert.Equal(["tiny"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    static TrainingOptions Options { get; } = TinyRun.Options with
    {
        Metrics = [Metric.Auc, Metric.Logloss, Metric.GroupedAuc, Metric.AverageAuc],
        GroupId = "group_id",
    };

    ResultRecord Trained()
    {
        using var directory = RunDirectory.Own(Run, resume: false).Ready(resume: false);
        var request = Request(directory);
        using var log = request.OpenLog();
        return new RunSession(request, log).Run(TestContext.Current.CancellationToken);
    }

    static RunRequest Request(RunDirectory directory) => new()
    {
        Run = "tiny",
        Experiment = "Tiny_001",
        ModelName = "Tiny",
        Dataset = "planted",
        DataHash = "0",
        Plan = new TrainingPlan(
            new TinyModel(TinyModel.Fields, 3), Options, new MemorySource(TinyData.Rows(389, 1), 32, 5),
            new MemorySource(TinyData.Rows(200, 2), 64, 5), new Machine(2)),
        Test = new MemorySource(TinyData.Rows(200, 2), 50, 5),
        Directory = directory,
    };
}
