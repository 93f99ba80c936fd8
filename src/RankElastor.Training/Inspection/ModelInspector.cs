using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Embeddings;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Alarms;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Inspection;

/// <summary>Inspects a model: from what its run logged, or with rows that flow through it now. Weights stay as they are.</summary>
public sealed class ModelInspector(RankingModel model, string name, string subject, Machine machine)
{
    /// <summary>Activations from a reading that was logged; weights and tables are measured now.</summary>
    public ModelInspection OfLog(ProbeReading reading) => Of(
        reading,
        reading.Sites.Select(site => site.Sample).Concat(reading.Health.Where(one => one.Kind == HealthKind.Batch).Select(one => one.Sample)).FirstOrDefault(),
        reading.Sites.Select(site => site.ValidLoss).Concat(reading.Health.Select(one => one.ValidLoss)).Append(double.NaN).First());

    /// <summary>
    /// Activations of evenly spaced rows of a split, at most <paramref name="sample"/>; <paramref name="batchesOf"/> opens the split with so many rows a batch. With a model to hold
    /// against, of the same fields, the same rows as that model's encoders number them.
    /// </summary>
    public ModelInspection OfRows(Func<int, IBatchSource> batchesOf, int sample, (RankingModel Model, IBatchSource Rows)? against = null)
    {
        var split = batchesOf(4096);
        var rows = new ValidationSample(split, sample).Rows;
        var labels = rows.Labels.AsSpan(0, rows.Rows);
        var tensors = SiteTensors.Of(model, rows, machine, out var logloss);
        var reading = new HealthProbe(model, split, sample, machine).Measure(new ProbeMoment(0, 0, logloss, double.NaN));
        var inspection = Of(reading, rows.Rows, logloss);
        var geometry = new List<InspectedMatrix>();
        foreach (var tensor in tensors)
        {
            geometry.Add(SiteGeometry.Of(tensor, labels));
        }

        return inspection with
        {
            Findings = InOrder([.. InspectionFindings.OfLoss(logloss, BaseEntropy(labels)), .. inspection.Findings]),
            Geometry = geometry,
            Consecutive = [.. tensors.Zip(tensors.Skip(1), (from, to) => SiteGeometry.Module(from, to, rows.Rows))],
            Against = against is { } other ? Beside(tensors, other.Model, other.Rows, rows.Rows) : [],
            NoiseScale = NoiseScale.Of(model, batchesOf(NoiseScale.SmallRows), machine),
        };
    }

    List<SitePair> Beside(IReadOnlyList<SiteTensor> tensors, RankingModel other, IBatchSource split, int count)
    {
        var rows = new ValidationSample(split, count).Rows;
        var theirs = SiteTensors.Of(other, rows, machine, out _).ToDictionary(tensor => tensor.Site);
        var shared = tensors.Where(tensor => theirs.ContainsKey(tensor.Site)).ToList();
        return rows.Rows != count ? throw new InputException($"--against: found {rows.Rows} rows where the run has {count}; allowed: a run that reads the same rows")
            : shared.Count == 0 ? throw InputException.At("--against", "a run without a site in common", string.Join(" | ", tensors.Select(tensor => tensor.Site)))
            : shared.ConvertAll(tensor => SiteGeometry.Same(tensor, theirs[tensor.Site], count));
    }

    ModelInspection Of(ProbeReading reading, int sample, double logloss)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var sites = reading.Sites.Select(MatrixInspection.Of).ToList();
        var weights = WeightHealth.Matrices(model.Parameters).Select(MatrixInspection.Of).ToList();
        var tables = model.Embeddings.Where(set => set.Width > 1)
            .SelectMany((set, index) => set.Tables.Where(table => table.Rows > 1).Select(table => MatrixInspection.Of(table, HealthOf(reading, set, table, index == 0)))).ToList();
        return new ModelInspection
        {
            Subject = subject,
            Model = name,
            Sample = sample,
            Logloss = logloss,
            Findings = InOrder([
                .. AlarmWatch.Findings(reading).Select(Finding.Of), .. sites.SelectMany(InspectionFindings.OfSite), .. tables.SelectMany(InspectionFindings.OfTable), .. weights.SelectMany(InspectionFindings.OfWeight),
            ]),
            Sites = sites,
            Batches = OfKind(reading, HealthKind.Batch),
            Tokens = OfKind(reading, HealthKind.Tokens),
            Gates = OfKind(reading, HealthKind.Gate),
            Attention = OfKind(reading, HealthKind.Attention),
            Weights = weights,
            Tables = tables,
            Neurons = [.. NeuronTaxonomy.Of(model.Parameters)],
        };
    }

    static List<InspectedMatrix> OfKind(ProbeReading reading, string kind) => [.. reading.Health.Where(one => one.Kind == kind).Select(MatrixInspection.Of)];

    static HealthRecord? HealthOf(ProbeReading reading, EmbeddingTables set, EmbeddingTable table, bool first) =>
        reading.Health.FirstOrDefault(one => one.Kind == HealthKind.Table && one.Subject == (first ? table.Field : $"{set.Path}/{table.Field}"));

    static List<Finding> InOrder(IEnumerable<Finding> findings) =>
        [.. findings.DistinctBy(one => (one.Rule, one.Subject)).OrderBy(one => one.Severity == AlarmRecord.Warning ? 0 : 1)];

    /// <summary>Log loss of predicting the labels' mean for all.</summary>
    static double BaseEntropy(ReadOnlySpan<float> labels)
    {
        var positives = 0;
        foreach (var label in labels)
        {
            positives += label > 0.5f ? 1 : 0;
        }

        var rate = positives / (double)labels.Length;
        return rate is > 0 and < 1 ? -rate * Math.Log(rate) - (1 - rate) * Math.Log(1 - rate) : double.PositiveInfinity;
    }
}
