using RankElastor.Data.Files;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Report.Reading;

/// <summary>A run's records in order: appended while it runs, cut where a resumed run does steps again.</summary>
sealed class RunView
{
    RunView(ManifestRecord manifest, IReadOnlyList<RunRecord> records)
    {
        Manifest = manifest;
        Result = records.OfType<ResultRecord>().LastOrDefault();
        Steps = [.. records.OfType<StepRecord>()];
        Warnings = [.. records.OfType<WarningRecord>().Select(warning => warning.Text)];
        var evaluations = records.OfType<EvaluationRecord>().ToList();
        Evaluations = Positions(Latest(evaluations.Where(evaluation => evaluation.Split == "valid")));
        TestEvaluation = evaluations.LastOrDefault(evaluation => evaluation.Split == "test");
        Snapshots = SnapshotsOf(records);
        StepProbes = [.. records.OfType<StepProbeRecord>().GroupBy(probe => (probe.Site, probe.Step))
            .Select(same => same.Last()).OrderBy(probe => probe.Step)];
        Health = new HealthView([.. records.OfType<HealthRecord>()]);
        Alarms = AlarmSpan.Of(records.OfType<AlarmRecord>());
        Sites = SitesOf(manifest, Snapshots);
        var measures = Snapshots.SelectMany(shot => shot.Sites.Values).SelectMany(probe => probe.Measures);
        Variants = Variant.Order(measures.Where(IsShown).Select(measure => measure.Key));
        BestEpoch = Result?.BestEpoch ?? Evaluations.LastOrDefault(point => point.Record.Improved)?.Record.Epoch;
        Initial = Snapshots.FirstOrDefault(shot => shot.Epoch == 0);
        Trained = Snapshots.FirstOrDefault(shot => shot.Epoch > 0 && shot.Epoch == BestEpoch)
            ?? Snapshots.LastOrDefault(shot => shot.Epoch > 0);
    }

    /// <summary>How the run is called in this report; unique among the runs shown.</summary>
    public string Label { get; set; } = "";

    /// <summary>Position among the runs shown.</summary>
    public int Index { get; set; }

    /// <summary>Position of the run's group; fixes its colour in every chart.</summary>
    public int Colour { get; set; }

    public ManifestRecord Manifest { get; }
    public ResultRecord? Result { get; }
    public IReadOnlyList<StepRecord> Steps { get; }
    public IReadOnlyList<string> Warnings { get; }

    public IReadOnlyList<EvaluationPoint> Evaluations { get; }

    public EvaluationRecord? TestEvaluation { get; }

    public IReadOnlyList<StepProbeRecord> StepProbes { get; }

    /// <summary>Health of gates, tables, attention and weights; empty in older logs.</summary>
    public HealthView Health { get; }

    /// <summary>Every alarm from its raising to its clearing, in order.</summary>
    public IReadOnlyList<AlarmSpan> Alarms { get; }

    /// <summary>One per probed epoch, ascending.</summary>
    public IReadOnlyList<Snapshot> Snapshots { get; }

    /// <summary>Probed sites in the order of the forward pass.</summary>
    public IReadOnlyList<string> Sites { get; }

    /// <summary>Keys of the measures, the known variants of the rank first.</summary>
    public IReadOnlyList<string> Variants { get; }

    /// <summary>Epoch whose weights were kept; null before the first evaluation.</summary>
    public int? BestEpoch { get; }

    public Snapshot? Initial { get; }

    /// <summary>Probes of the kept weights, or of the last probed epoch.</summary>
    public Snapshot? Trained { get; }

    /// <summary>Validation metrics of the kept weights; empty before the first evaluation.</summary>
    public IReadOnlyDictionary<string, double> ValidMetrics =>
        Result?.Valid ?? BestEvaluation?.Record.Metrics ?? new Dictionary<string, double>();

    /// <summary>Test metrics; empty without a test split.</summary>
    public IReadOnlyDictionary<string, double> TestMetrics =>
        Result?.Test ?? TestEvaluation?.Metrics ?? new Dictionary<string, double>();

    public EvaluationPoint? BestEvaluation =>
        Evaluations.LastOrDefault(point => point.Record.Improved && point.Record.Epoch == BestEpoch)
        ?? Evaluations.LastOrDefault(point => point.Record.Epoch == BestEpoch);

    public static RunView Load(string directory)
    {
        var path = Path.Combine(directory, "log.jsonl");
        if (!File.Exists(path))
        {
            throw InputException.At(directory, "no log.jsonl", "the directory of a run");
        }

        var records = RunLog.Read(path);
        return records is [ManifestRecord manifest, ..]
            ? new RunView(manifest, records)
            : throw InputException.At(
                $"{path}:1", records is [var first, ..] ? first.GetType().Name : "nothing", "a manifest record");
    }

    /// <summary>No zeros anywhere are not worth a chart.</summary>
    static bool IsShown(KeyValuePair<string, MeasureSummary> measure) =>
        measure.Key != HealthMeasures.ZeroShare.Name || measure.Value.Mean != 0;

    /// <summary>A number among the options, such as <c>bayes_auc</c> of generated data; NaN without it.</summary>
    public double Option(string key) =>
        Manifest.Options.TryGetValue(key, out var text)
        && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    /// <summary>Where a moment of the run lies on an axis of epochs.</summary>
    public double PositionOf(int epoch, long step) =>
        Evaluations.FirstOrDefault(point => (point.Record.Epoch, point.Record.Step) == (epoch, step))?.Position
        ?? epoch;

    static List<EvaluationRecord> Latest(IEnumerable<EvaluationRecord> evaluations) =>
        [.. evaluations.GroupBy(evaluation => (evaluation.Epoch, evaluation.Step)).Select(same => same.Last())
            .OrderBy(evaluation => evaluation.Epoch).ThenBy(evaluation => evaluation.Step)];

    static List<EvaluationPoint> Positions(List<EvaluationRecord> evaluations) =>
        [.. evaluations.GroupBy(evaluation => evaluation.Epoch).SelectMany(epoch =>
        {
            var all = epoch.ToList();
            return all.Select((record, i) => new EvaluationPoint(epoch.Key - 1 + (i + 1.0) / all.Count, record));
        })];

    static List<Snapshot> SnapshotsOf(IReadOnlyList<RunRecord> records) =>
        [.. records.OfType<ProbeRecord>().GroupBy(probe => probe.Epoch).OrderBy(epoch => epoch.Key)
            .Select(epoch => new Snapshot(epoch.Key, epoch.GroupBy(probe => probe.Site)
                .ToDictionary(site => site.Key, site => site.OrderBy(probe => probe.Step).Last())))];

    static List<string> SitesOf(ManifestRecord manifest, IReadOnlyList<Snapshot> snapshots)
    {
        var probed = snapshots.SelectMany(shot => shot.Sites.Keys).Distinct().ToList();
        return [.. manifest.Sites.Distinct().Where(probed.Contains), .. probed.Except(manifest.Sites)];
    }
}
