using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes;

/// <summary>
/// Spectral measures of every row's matrix at each site of a model, over evenly spaced validation rows that stay the same all run long.
/// It only reads: no randomness, no buffer, no gradient; a run with the probe ends in the same bits as one without.
/// </summary>
public sealed class SpectrumProbe
{
    readonly RankingModel _model;
    readonly Batch _sample;
    readonly Machine _machine;

    /// <summary>Takes at most <paramref name="rows"/> rows from the split, evenly spaced; one pass over it.</summary>
    public SpectrumProbe(RankingModel model, IBatchSource split, int rows, Machine machine)
        : this(model, new ValidationSample(split, rows), machine) { }

    internal SpectrumProbe(RankingModel model, ValidationSample sample, Machine machine) =>
        (_model, _sample, _machine) = (model, sample.Rows, machine);

    /// <summary>
    /// What the present weights do to the sampled rows, in the model's order. <paramref name="validLoss"/> is the log loss of the validation split; where it is NaN (the
    /// initialisation is not evaluated) the sample's own is recorded.
    /// </summary>
    public ProbeReading Measure(int epoch, long step, double validLoss)
    {
        if (!_model.TokenSites.Any() || _sample.Rows == 0)
        {
            return ProbeReading.None;
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        var seen = new Dictionary<string, Tensor>();
        var stages = _model.TokenSites.Select(site => site.Stage).ToHashSet();
        var pass = ForwardPass.Evaluate((stage, value) =>
        {
            if (stages.Contains(stage))
            {
                seen[stage] = value.contiguous();
            }
        }, _machine, sitesOnly: true);
        var probabilities = TensorSpans.Floats(_model.Logits(_sample, pass).sigmoid().contiguous());
        var loss = double.IsNaN(validLoss) ? Logloss.Of(probabilities, _sample.Labels.AsSpan(0, _sample.Rows)) : validLoss;
        var moment = new ProbeMoment(epoch, step, loss, double.NaN);
        return new ProbeReading([.. _model.TokenSites.Where(site => seen.ContainsKey(site.Stage)).Select(site => Record(site, seen[site.Stage], moment))], []);
    }

    /// <summary>By site: the mean of each measure, and <c>baseline_ratio</c>, the ratio of entropy_rank_sv to its no-structure baseline.</summary>
    public static Dictionary<string, Dictionary<string, double>> Means(IReadOnlyList<ProbeRecord> records) =>
        records.ToDictionary(record => record.Site, record =>
        {
            var means = record.Measures.ToDictionary(measure => measure.Key, measure => measure.Value.Mean);
            means["baseline_ratio"] = record.Measures["entropy_rank_sv"].Ratio;
            return means;
        });

    /// <summary>Spectra of the sampled rows at a token site, [B, rows, columns].</summary>
    internal ProbeRecord Record(Site site, Tensor matrices, ProbeMoment moment)
    {
        var (rows, columns) = SiteMeasures.Shape(site.Name, matrices);
        var spectra = new MatrixSpectrum[_sample.Rows];
        SpectralBatch.Measure(TensorSpans.Floats(matrices), rows, columns, spectra, _machine.Workers);
        var measures = SiteMeasures.Summarise(spectra, rows, columns, keepValues: true, _machine.Workers);
        return new ProbeRecord(moment.Epoch, moment.Step, site.Name, rows, columns, _sample.Rows, moment.ValidLoss, measures);
    }
}
