using System.Text.Json;
using RankElastor.Tests.Data;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class GateTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _baseline;

    public GateTests() => _baseline = Write("baseline", new Planted());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gate_OfARunAgainstItself_Passes_WithALinePerCheck()
    {
        var result = Gate(_baseline).Done();
        Assert.Equal("""
            ok      AUC                                   run 0.800000  baseline 0.800000  limit >= 0.799000
            ok      logloss                               run 0.450000  baseline 0.450000  limit <= 0.451000
            ok      entropy_rank_ev/block1/ffn            run 6.000000  baseline 6.000000  limit >= 4.800000
            ok      |calibration - 1|                     run 0.010000  baseline 0.010000  limit <= 0.030000
            ok      ECE                                   run 0.020000  baseline 0.020000  limit <= 0.030000
            passed: 5 of 5 checks hold

            """, result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Gate_WithEachNumberTooFarOff_Fails_AndNamesThem()
    {
        var run =
            Write("run", new Planted { Auc = 0.7989, Logloss = 0.4511, Rank = 4.7, Calibration = 0.96, Ece = 0.031 });
        var result = Gate(run);
        Assert.Equal((1, ""), (result.Code, result.Error));
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines[..5], line => Assert.StartsWith("FAILED  ", line, StringComparison.Ordinal));
        Assert.Contains(
            "FAILED  |calibration - 1|                     run 0.040000  baseline 0.010000  limit <= 0.030000", lines);
        Assert.Equal("failed: 0 of 5 checks hold", lines[^1]);
        Assert.Equal(0, Gate(
            run, "--min-auc-delta", "-0.01", "--max-logloss-delta", "0.01", "--min-rank-ratio", "0.7",
            "--max-calibration-error", "0.05", "--max-ece-delta", "0.02").Code);
    }

    [Theory]
    [InlineData(HealthState.Healthy, HealthState.LookHere, 1)]
    [InlineData(HealthState.LookHere, HealthState.Broken, 1)]
    [InlineData(HealthState.LookHere, HealthState.LookHere, 0)]
    [InlineData(HealthState.Broken, HealthState.Healthy, 0)]
    public void Gate_FailsARunInAWorseState_InTheRunsOwnWords(HealthState before, HealthState now, int code)
    {
        var (run, baseline) = (new Planted { State = now }, new Planted { State = before });
        var result = CliResult.Of(
            ["gate", "--run", Write("run", run), "--baseline", Write("before", baseline)]);
        Assert.Equal(code, result.Code);
        Assert.Contains($"run: {VerdictRecord.Word(now)}: so.", result.Error, StringComparison.Ordinal);
        Assert.Contains($"baseline: {VerdictRecord.Word(before)}: so.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_DoesNotHoldARunAgainstALuckyBaseline()
    {
        var run = new Planted { Ece = 0.036, EceNull = 0.027 }; // of 0.02 + 0.01 it has too much
        Assert.Contains("limit <= 0.037000", Gate(Write("run", run)).Done().Output, StringComparison.Ordinal);
        Assert.Equal(1, Gate(Write("worse", run with { Ece = 0.038 })).Code);
    }

    [Fact]
    public void Gate_AtTheLimit_Passes() =>
        Assert.Equal(0, Gate(Write(
            "run", new Planted { Auc = 0.799, Logloss = 0.451, Rank = 4.8, Calibration = 1.03, Ece = 0.03 })).Code);

    [Fact]
    public void Gate_Json_HasPassedAndChecks()
    {
        var result = Gate(Write("run", new Planted { Rank = 1 }), "--json");
        Assert.Equal(1, result.Code);
        var json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(["passed", "split", "checks", "notes"], json.EnumerateObject().Select(property => property.Name));
        Assert.False(json.GetProperty("passed").GetBoolean());
        var rank = json.GetProperty("checks").EnumerateArray().Single(check => !check.GetProperty("ok").GetBoolean());
        Assert.Equal(
            ["what", "run", "baseline", "relation", "limit", "ok"], rank.EnumerateObject()
                .Select(property => property.Name));
        Assert.Equal(("entropy_rank_ev/block1/ffn", 1, 6, 4.8), (
            rank.GetProperty("what").GetString(), rank.GetProperty("run").GetInt32(),
            rank.GetProperty("baseline").GetInt32(), Math.Round(rank.GetProperty("limit").GetDouble(), 9)));
    }

    [Fact]
    public void Gate_TakesALimitOfZero_AndRefusesLess()
    {
        Assert.Contains(
            "limit >= 0.000000", Gate(_baseline, "--min-rank-ratio", "0").Done().Output, StringComparison.Ordinal);
        Assert.Contains(
            "--min-rank-ratio: found -0.1; allowed: a number >= 0",
            Gate(_baseline, "--min-rank-ratio", "-0.1").Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_OfOtherData_IsRefused_UnlessAsked()
    {
        var run = Write("run", new Planted { DataHash = "fedcba9876543210" });
        Assert.Equal(
            $"rankelastor: {_baseline}: found a run on other data (tiny 0123456789ab); " +
            $"allowed: a run on the data of {run} (tiny fedcba987654); --any-data compares them all the same",
            Gate(run).Complaint());
        Assert.Equal(0, Gate(run, "--any-data").Code);
    }

    [Fact]
    public void Gate_WithOneNamedRank_ChecksThatOne()
    {
        var run = Write("run", new Planted { Rank = 1, TableRank = 3 });
        Assert.Contains(
            "ok      table/entropy_rank_ev/user            run 3.000000  baseline 3.000000",
            Gate(run, "--rank-measure", "table/entropy_rank_ev/user").Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "FAILED  stable_rank/block1/ffn",
            Gate(run, "--rank-measure", "stable_rank").Output,
            StringComparison.Ordinal);
        Assert.Contains(
            $"--rank-measure: {run}: found no 'stable_rank/block1/ffm'; " +
            "allowed: a measure and site of the run, such as ",
            Gate(run, "--rank-measure", "stable_rank/block1/ffm").Complaint(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_WithoutATestSplit_ComparesValidation_AndSaysWhatIsMissing()
    {
        var run = Write("run", new Planted { HasTest = false, Rank = null });
        var result = Gate(run).Done();
        Assert.StartsWith(
            "ok      AUC                                   run 0.800000", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("passed: 2 of 2 checks hold\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                $"rank is not compared: {run} and {_baseline} together did not record it (validation)",
                $"calibration is not compared: {run} did not record it (validation)",
                $"ECE is not compared: {run} did not record it (validation)"],
            result.ErrorLines);
        Assert.Contains(
            $"{run}: found no calibration to compare (validation); " +
            "allowed: runs that both recorded it, or no limit for it",
            Gate(run, "--max-calibration-error", "0.1").Complaint(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_OfNoRunOrAnUnfinishedOne_IsOneLine()
    {
        Assert.Contains(
            "no-such-run/log.jsonl: found no such file; allowed: the log of a finished run",
            Gate("no-such-run").Complaint(),
            StringComparison.Ordinal);
        var run = Write("run", new Planted { HasResult = false });
        Assert.Contains(
            "found no result; allowed: the log of a finished run", Gate(run).Complaint(), StringComparison.Ordinal);
        Assert.Contains(
            "--min-rank-ratio: found -1; allowed: a number >= 0",
            Gate(_baseline, "--min-rank-ratio", "-1").Complaint(),
            StringComparison.Ordinal);
        Assert.Contains(
            "--max-calibration-delta: found --max-calibration-error beside it; allowed: one of the two",
            Gate(_baseline, "--max-calibration-delta", "0.1", "--max-calibration-error", "0.1").Complaint(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_WithANumberThatIsNone_Fails() =>
        Assert.Equal(1, Gate(Write("run", new Planted { Auc = double.NaN })).Code);

    CliResult Gate(string run, params string[] more) =>
        CliResult.Of(["gate", "--run", run, "--baseline", _baseline, .. more]);

    string Write(string name, Planted planted)
    {
        var folder = _folder[name];
        Directory.CreateDirectory(folder);
        planted.Write(folder);
        return folder;
    }

    /// <summary>The log of a run that never was.</summary>
    sealed record Planted
    {
        public double Auc { get; init; } = 0.8;
        public double Logloss { get; init; } = 0.45;
        public double Calibration { get; init; } = 0.99;
        public double Ece { get; init; } = 0.02;
        public double EceNull { get; init; } = 0.012;
        public double? Rank { get; init; } = 6;
        public double TableRank { get; init; } = 3;
        public string DataHash { get; init; } = "0123456789abcdef";
        public HealthState? State { get; init; }
        public bool HasTest { get; init; } = true;
        public bool HasResult { get; init; } = true;

        public void Write(string folder)
        {
            using var log = new RunLog(Path.Combine(folder, "log.jsonl"), append: false);
            var none = new Dictionary<string, string>();
            log.Write(new ManifestRecord
            {
                Run = "run",
                Experiment = "tiny",
                Model = "RankElastor",
                Dataset = "tiny",
                DataHash = DataHash,
                Rows = new Dictionary<string, long>(),
                Seed = 1,
                Threads = 1,
                EmbeddingUpdate = "exact",
                Commit = "unknown",
                Machine = none,
                Versions = none,
                Native = none,
                Options = none,
                Started = "2026-11-25T00:00:00Z",
            });
            log.Write(new HealthRecord(
                1, 10, SubjectKind.Table, "user", [12, 4], 12, Logloss,
                new Dictionary<string, double> { ["entropy_rank_ev"] = 1 }));
            log.Write(new HealthRecord(
                2, 20, SubjectKind.Table, "user", [12, 4], 12, Logloss,
                new Dictionary<string, double> { ["entropy_rank_ev"] = TableRank }));
            if (HasResult)
            {
                log.Write(Result(folder));
            }
        }

        ResultRecord Result(string folder)
        {
            var valid = new Dictionary<string, double> { ["AUC"] = Auc, ["logloss"] = Logloss };
            return new ResultRecord
            {
                Run = folder,
                Model = "RankElastor",
                Experiment = "tiny",
                Dataset = "tiny",
                Seed = 1,
                Epochs = 3,
                BestEpoch = 2,
                Valid = valid,
                Test = HasTest ? Calibrated(valid) : [],
                Parameters = new Dictionary<string, long>(),
                SamplesPerSecond = 1,
                Seconds = 1,
                Costs = new Dictionary<string, double>(),
                PeakRssMb = 1,
                EmbeddingUpdate = "exact",
                Spectra = Spectra(),
                Verdict = State is not { } state ? null
                    : new VerdictRecord(state, null, $"{VerdictRecord.Word(state)}: so."),
            };
        }

        Dictionary<string, double> Calibrated(Dictionary<string, double> valid) =>
            new(valid) { ["calibration"] = Calibration, ["ECE"] = Ece, ["ECE_null"] = EceNull };

        Dictionary<string, IReadOnlyDictionary<string, double>> Spectra() => Rank is not { } rank ? [] : new()
        {
            ["block1/ffn"] = new Dictionary<string, double> { ["entropy_rank_ev"] = rank, ["stable_rank"] = rank / 2 },
        };
    }
}
