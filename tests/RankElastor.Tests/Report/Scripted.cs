using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report;

/// <summary>Logs of the very records that a test plants, read back as the report reads them.</summary>
static class Scripted
{
    public const string Rank = "entropy_rank_sv";

    public static RunSet Set(params IEnumerable<IEnumerable<RunRecord>> logs) => new([.. logs.Select(Run)]);

    public static RunView Run(params IEnumerable<RunRecord> records)
    {
        var folder = Directory.CreateTempSubdirectory("scripted").FullName;
        try
        {
            using (var log = new RunLog(Path.Combine(folder, "log.jsonl"), append: false))
            {
                List<RunRecord> all = [.. records];
                all.InsertRange(0, all.Any(record => record is ManifestRecord) ? [] : [Manifest()]);
                all.ForEach(log.Write);
            }

            return RunView.Load(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static ManifestRecord Manifest(
        string model = "M", int seed = 1, string data = "d", IReadOnlyList<string>? sites = null) => new()
        {
            Run = $"{model}_{seed}",
            Experiment = model,
            Model = model,
            Dataset = "planted",
            DataHash = data,
            Rows = new Dictionary<string, long> { ["train"] = 10 },
            Seed = seed,
            Threads = 1,
            EmbeddingUpdate = "lazy",
            Commit = "",
            Machine = new Dictionary<string, string>(),
            Versions = new Dictionary<string, string>(),
            Native = new Dictionary<string, string>(),
            Options = new Dictionary<string, string> { ["seed"] = $"{seed}" },
            Sites = sites ?? ["embedding", "tokens"],
            Started = "",
        };

    /// <summary>An evaluation of the validation split.</summary>
    public static EvaluationRecord Valid(
        int epoch, double auc, double logloss = 0.5, bool improved = false, double train = 0.6, double rate = 1e-3,
        long? step = null) => new(
        "valid", epoch, step ?? epoch * 100, Metrics(auc, logloss), auc, improved, train, rate, 1);

    public static EvaluationRecord Test(double auc, double logloss = 0.5) =>
        new("test", 1, 100, Metrics(auc, logloss), auc, false, 0, 0, 1);

    public static ProbeRecord Probe(
        int epoch, string site, IReadOnlyList<float> values, double baseline = 8, double loss = 0.5, int rows = 8,
        int columns = 8, string measure = Rank) => new(
        epoch, epoch * 100, site, rows, columns, values.Count, loss,
        new Dictionary<string, MeasureSummary> { [measure] = Summary(values, baseline) });

    public static MeasureSummary Summary(IReadOnlyList<float> values, double baseline = 8)
    {
        var (mean, sorted) = (values.Average(value => (double)value), values.Order().ToList());
        var squares = values.Sum(value => (value - mean) * (value - mean));
        return new(
            mean, Math.Sqrt(squares / Math.Max(1, values.Count - 1)), sorted[0], sorted[sorted.Count / 2], sorted[^1],
            baseline, mean / baseline, values);
    }

    public static HealthRecord Health(
        int epoch, SubjectKind kind, string subject, params (string Measure, double Value)[] numbers) =>
        new(epoch, epoch * 100, kind, subject, [16, 8], 16, 0.5, numbers.ToDictionary(at => at.Measure, at =>
            at.Value));

    public static AlarmRecord Alarm(
        int epoch, string subject, string state = AlarmRecord.Raised, string severity = AlarmRecord.Warning) => new(
        epoch, epoch * 100, RuleName.DeadGate, state, severity, subject, "dead_share", 0.9, 0.8, Cause.DeadGates,
        "It is dead.", [], "warn", 0.5);

    static Dictionary<string, double> Metrics(double auc, double logloss) =>
        new() { ["AUC"] = auc, ["logloss"] = logloss };
}
