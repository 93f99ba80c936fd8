using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Alarms;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Probes.Residuals;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Inspection;

/// <summary>Inspects a model from its log, or with rows that flow through it now. Weights stay as they are.</summary>
public sealed class ModelInspector(RankingModel model, string name, string subject, Machine machine)
{
    /// <summary>The rules of the run, with the changes that its configuration made.</summary>
    public IReadOnlyList<AlarmRule> Rules { get; init; } = AlarmRules.Default;

    /// <summary>What is read.</summary>
    public MeasureCatalogue Measures { get; init; } = MeasureCatalogue.Default;

    /// <summary>Activations from a reading that was logged; weights and tables are measured now.</summary>
    public ModelInspection OfLog(ProbeReading reading)
    {
        var batches = reading.Health.Where(record => record.Kind == SubjectKind.Batch);
        var samples = reading.Sites.Select(site => site.Sample).Concat(batches.Select(record => record.Sample));
        return Of(reading, samples.FirstOrDefault(), reading.ValidLoss);
    }

    /// <summary>
    /// Activations of at most <paramref name="sample"/> evenly spaced rows; <paramref name="batchesOf"/> opens the
    /// split by rows a batch. Another model of the same fields sees the same rows, as its own encoders number them.
    /// </summary>
    public ModelInspection OfRows(
        Func<int, IBatchSource> batchesOf, int sample, (RankingModel Model, IBatchSource Rows)? against = null)
    {
        var split = batchesOf(4096);
        var rows = new ValidationSample(split, sample).Rows;
        var labels = rows.Labels.AsSpan(0, rows.Rows);
        var tensors = SiteTensors.Of(model, rows, machine, out var logloss);
        var moment = new ProbeMoment(0, 0, logloss, double.NaN);
        var reading = new HealthProbe(model, split, sample, machine, Measures).Measure(moment);
        reading = new ResidualProbe(split, 0, machine.Workers, model.Schema).AddTo(reading, moment, model, machine);
        var inspection = Of(WithLoss(reading, moment, labels), rows.Rows, logloss);
        var geometry = new List<InspectedMatrix>();
        foreach (var tensor in tensors)
        {
            geometry.Add(SiteGeometry.Of(tensor, labels));
        }

        return inspection with
        {
            Geometry = geometry,
            Consecutive = [.. tensors.Zip(tensors.Skip(1), (from, to) => SiteGeometry.Module(from, to, rows.Rows))],
            Against = against is { } other ? Beside(tensors, other.Model, other.Rows, rows.Rows) : [],
            NoiseScale = NoiseScale.Of(model, batchesOf(NoiseScale.SmallRows), machine),
        };
    }

    /// <summary>A model with weights that are not finite: a finding for each such tensor, nothing else.</summary>
    public ModelInspection OfDamage(IReadOnlyList<NonFiniteTensor> damage) => new()
    {
        Subject = subject,
        Model = name,
        Sample = 0,
        Logloss = double.NaN,
        Findings = [.. damage.Select(Finding)],
        Verdict = Verdict.OfDamage([.. damage.Select(Finding)]),
        Sites = [],
        Weights = [],
        Tables = [],
    };

    static AlarmRecord Finding(NonFiniteTensor tensor) => new(
        0, 0, RuleName.Parse("non-finite-weights"), AlarmRecord.Raised, AlarmRecord.Warning, tensor.Name,
        "non_finite", tensor.Count, 0, Cause.Parse("a diverged training, or a damaged file"),
        $"{tensor.Count} of the {tensor.Values} values of {tensor.Name} are NaN or infinite: every score is NaN or "
        + "meaningless, and nothing else of this model can be measured.",
        ["weights from before the damage (another checkpoint, the run again)"], "log", double.NaN);

    List<SitePair> Beside(IReadOnlyList<SiteTensor> tensors, RankingModel other, IBatchSource split, int count)
    {
        var rows = new ValidationSample(split, count).Rows;
        var theirs = SiteTensors.Of(other, rows, machine, out _).ToDictionary(tensor => tensor.Site);
        var shared = tensors.Where(tensor => theirs.ContainsKey(tensor.Site)).ToList();
        return rows.Rows != count
            ? throw InputException.At(
                "--against", $"{rows.Rows} rows where the run has {count}", "a run that reads the same rows")
            : shared.Count == 0
            ? throw InputException.At(
                "--against",
                "a run without a site in common",
                string.Join(" | ", tensors.Select(tensor => tensor.Site)))
            : shared.ConvertAll(tensor => SiteGeometry.Same(tensor, theirs[tensor.Site], count));
    }

    ModelInspection Of(ProbeReading reading, int sample, double logloss)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var weights = WeightHealth.Matrices(model.Parameters)
            .Select(matrix => MatrixInspection.Of(matrix, Measures)).ToList();
        var tables = TableHealth.Subjects(model.Embeddings).Where(table => table.Table.Rows > 1)
            .Select(table => (
                table.Subject, Matrix: MatrixInspection.Of(table.Table, Logged(reading, table.Subject), Measures)))
            .ToList();
        var present = reading with // tables and weights as they are now, not as they were logged
        {
            Health =
            [
                .. reading.Health.Where(record => record.Kind is not SubjectKind.Table and not SubjectKind.Weight),
                .. tables.Select(table => Record(SubjectKind.Table, table.Subject, table.Matrix, logloss)),
                .. weights.Select(weight => Record(SubjectKind.Weight, weight.Name, weight, logloss)),
            ],
        };
        var findings = AlarmJudge.Once(Rules, present, model.Keys, model.Name);
        return new ModelInspection
        {
            Subject = subject,
            Model = name,
            Sample = sample,
            Logloss = logloss,
            Verdict = Verdict.OfReading(findings, present),
            Findings = findings,
            Sites = [.. reading.Sites.Select(MatrixInspection.Of)],
            Batches = OfKind(reading, SubjectKind.Batch),
            Tokens = OfKind(reading, SubjectKind.Tokens),
            Gates = OfKind(reading, SubjectKind.Gate),
            Attention = OfKind(reading, SubjectKind.Attention),
            Weights = weights,
            Tables = [.. tables.Select(table => table.Matrix)],
            Neurons = [.. NeuronTaxonomy.Of(model.Parameters)],
        };
    }

    static HealthRecord Record(SubjectKind kind, string subject, InspectedMatrix matrix, double logloss) =>
        new(0, 0, kind, subject, [matrix.Rows, matrix.Columns], matrix.Count, logloss, matrix.Measures);

    static List<InspectedMatrix> OfKind(ProbeReading reading, SubjectKind kind) =>
        [.. reading.Health.Where(record => record.Kind == kind).Select(MatrixInspection.Of)];

    static HealthRecord? Logged(ProbeReading reading, string table) =>
        reading.Health.FirstOrDefault(record => record.Kind == SubjectKind.Table && record.Subject == table);

    /// <summary>The reading with the rows' log loss, and that of predicting their labels' mean for all.</summary>
    ProbeReading WithLoss(ProbeReading reading, ProbeMoment moment, ReadOnlySpan<float> labels)
    {
        var losses = new Dictionary<string, double> { [HealthMeasures.Logloss] = moment.ValidLoss };
        var (kind, whole) = (ProbeReading.Logloss.Kind, ProbeReading.Logloss.Subject);
        return reading with
        {
            Health =
                [.. reading.Health, new HealthRecord(0, 0, kind, whole, [], labels.Length, moment.ValidLoss, losses)],
            ConstantLoss = FirstTask.ConstantLoss(model, labels),
        };
    }
}
