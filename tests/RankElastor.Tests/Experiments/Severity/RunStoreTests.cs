using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Severity;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Data;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Severity;

public sealed class RunStoreTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void KeptRun_IsReadBack_AndJudgedAlike()
    {
        var (store, log) = (new RunStore(_folder["logs"]), MadeRuns.Log(0.8, evaluation => evaluation > 4 ? 0.9 : 0));
        var key = MadeRuns.Key(0.9, 17);
        Assert.False(store.Has(key));
        store.Write(key, log with { Diverged = true });
        var (read, commit) = store.Read(key);
        Assert.True(store.Has(key));
        Assert.True(read.Diverged);
        Assert.NotEmpty(commit);
        Assert.Equal([17], store.Seeds);
        Assert.Equal(
            log.Records.OfType<EvaluationRecord>().Select(record => record.Step),
            read.Records.OfType<EvaluationRecord>().Select(record => record.Step));
        Assert.Equal(new JudgedRun(log).Warnings, new JudgedRun(read).Warnings);
        Assert.Equal(["dead-gate at dnn/hidden1/gate"], new JudgedRun(read).Warnings);
    }

    [Fact]
    public void Rejudging_OfNothing_IsRefused_AndWritesNothing()
    {
        var request = new LabRequest
        {
            Seeds = 1,
            Machine = Machine.Sequential,
            Out = _folder["none"],
            JudgesOnly = true,
        };
        foreach (LabExperiment lab in (LabExperiment[])[new SeverityExperiment(), new FalseAlarmsExperiment()])
        {
            Assert.Contains("no kept runs in", Assert.Throws<InputException>(
                () => lab.Run(request, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public void Rejudging_WritesThePage_FromKeptRunsAlone()
    {
        var store = new RunStore(_folder["logs"]);
        foreach (var seed in new[] { 5, 6 })
        {
            store.Write(MadeRuns.Key(0, seed).Twin, MadeRuns.Log(0.87, evaluation => 0));
            store.Write(MadeRuns.Key(0.9, seed), MadeRuns.Log(0.80, evaluation => evaluation > 4 ? 0.9 : 0));
        }

        var request = new LabRequest
        {
            Seeds = 1,
            Machine = Machine.Sequential,
            Out = _folder[""],
            JudgesOnly = true,
            Only = "dead-gate",
        };
        var result = new SeverityExperiment().Run(request, TestContext.Current.CancellationToken);
        var page = File.ReadAllText(result.Report);
        Assert.Contains("| DNN | 0.9 | 0.9 | +0.0700 [+0.0700, +0.0700] | 2 of 2 | 2 of 2 | 2 | none |", page);
        Assert.Contains("![dead-gate: AUC lost and detection](figures/dead-gate-dead-units-generated.svg)", page);
        Assert.True(File.Exists(_folder["figures/dead-gate-dead-units-generated.svg"]));
        var csv = File.ReadAllLines(_folder["severity.csv"]);
        Assert.Equal(
            "rule,data,plant,model,severity,seed,evaluation,AUC,logloss,quantity,raised,left_auc,left_auc_low", csv[0]);
        Assert.Equal(1 + 2 * 2 * 8, csv.Length);
        Assert.Contains("dead-gate,generated,dead-units,DNN,none,5,1,0.87,0.4,0,0,0.01,0.05", csv);
        Assert.Contains("dead-gate,generated,dead-units,DNN,0.9,6,8,0.8,0.4,0.9,1,0.08,0.05", csv);
    }

    [Fact]
    public void UnknownRule_IsRefused_WithTheKnownOnes()
    {
        var error = Assert.Throws<RankElastor.Data.Files.InputException>(() => Sweep.Of("dead-gates"));
        Assert.Contains("dead-gate", error.Message);
        Assert.Contains("--only", error.Message);
    }
}
