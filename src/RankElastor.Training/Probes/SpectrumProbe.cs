using RankElastor.Data;
using RankElastor.Data.Batches;
using RankElastor.Model;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Records;
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
    readonly Workers _workers;

    /// <summary>Takes at most <paramref name="rows"/> rows from the split, evenly spaced; one pass over it.</summary>
    public SpectrumProbe(RankingModel model, IBatchSource split, int rows, Workers workers)
    {
        (_model, _workers) = (model, workers);
        _sample = Take(split, (int)Math.Min(rows, split.Rows));
    }

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
        }, _workers, sitesOnly: true);
        var probabilities = TensorSpans.Floats(_model.Logits(_sample, pass).sigmoid().contiguous());
        var loss = double.IsNaN(validLoss) ? Logloss.Of(probabilities, _sample.Labels.AsSpan(0, _sample.Rows)) : validLoss;
        return new ProbeReading([.. _model.TokenSites.Where(site => seen.ContainsKey(site.Stage)).Select(site => Record(site, seen[site.Stage], epoch, step, loss))], []);
    }

    /// <summary>By site: the mean of each measure, and <c>baseline_ratio</c>, the ratio of entropy_rank_sv to its no-structure baseline.</summary>
    public static Dictionary<string, Dictionary<string, double>> Means(IReadOnlyList<ProbeRecord> records) =>
        records.ToDictionary(record => record.Site, record =>
        {
            var means = record.Measures.ToDictionary(measure => measure.Key, measure => measure.Value.Mean);
            means["baseline_ratio"] = record.Measures["entropy_rank_sv"].Ratio;
            return means;
        });

    ProbeRecord Record(Site site, Tensor matrices, int epoch, long step, double loss)
    {
        var (rows, columns) = SiteMeasures.Shape(site.Name, matrices);
        var spectra = new MatrixSpectrum[_sample.Rows];
        SpectralBatch.Measure(TensorSpans.Floats(matrices), rows, columns, spectra, _workers);
        var measures = SiteMeasures.Summarise(spectra, rows, columns, keepValues: true, _workers);
        return new ProbeRecord(epoch, step, site.Name, rows, columns, _sample.Rows, loss, measures);
    }

    static Batch Take(IBatchSource split, int count)
    {
        var (taken, start) = (0, 0L);
        Batch? sample = null;
        foreach (var batch in split.Sequential())
        {
            sample ??= new Batch(batch.Layout, count) { Rows = count };
            for (; taken < count && taken * split.Rows / count < start + batch.Rows; taken++)
            {
                Copy(batch, (int)(taken * split.Rows / count - start), sample, taken);
            }

            start += batch.Rows;
        }

        return sample ?? throw new InputException("the validation split holds no rows");
    }

    static void Copy(Batch from, int row, Batch to, int place)
    {
        var layout = from.Layout;
        CopyRow(from.Ids, row, to.Ids, place, layout.IdColumns);
        CopyRow(from.Numbers, row, to.Numbers, place, layout.NumberColumns);
        CopyRow(from.Meta, row, to.Meta, place, layout.MetaColumns);
        to.Labels[place] = from.Labels[row];
    }

    static void CopyRow<T>(T[] from, int row, T[] to, int place, int columns) =>
        from.AsSpan(row * columns, columns).CopyTo(to.AsSpan(place * columns, columns));
}
