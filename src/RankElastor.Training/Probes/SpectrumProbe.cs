using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes;

/// <summary>Spectral measures of every row's matrix at a token site.</summary>
sealed class SpectrumProbe
{
    readonly SiteMeasures _measures;
    readonly Workers _workers;

    public SpectrumProbe(MeasureCatalogue catalogue, Workers workers) =>
        (_measures, _workers) = (new(catalogue), workers);

    /// <summary>By site the mean of each measure, and <c>baseline_ratio</c> of entropy_rank_sv.</summary>
    public static Dictionary<string, Dictionary<string, double>> Means(IReadOnlyList<ProbeRecord> records) =>
        records.ToDictionary(record => record.Site, record =>
        {
            var means = record.Measures.ToDictionary(measure => measure.Key, measure => measure.Value.Mean);
            means[SpectrumMeasures.BaselineRatio] = record.Measures[SpectrumMeasures.EntropyRankSv].Ratio;
            return means;
        });

    /// <summary>Spectra of the sampled rows at a token site, [B, rows, columns].</summary>
    public ProbeRecord Record(Site site, Tensor matrices, ProbeMoment moment)
    {
        var (rows, columns) = SiteMeasures.Shape(site.Name, matrices);
        var summaries = new MatrixSpectrum[matrices.shape[0]];
        var spectra = _measures.Of(
            TensorSpans.Floats(matrices), rows, columns, summaries, _workers, site.Kind == SiteKind.Padded);
        var measures = _measures.Summarise(spectra, keepValues: true, _workers);
        return new ProbeRecord(
            moment.Epoch, moment.Step, site.Name, rows, columns, summaries.Length, moment.ValidLoss, measures);
    }
}
