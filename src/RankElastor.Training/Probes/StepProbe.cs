using System.Buffers;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes;

/// <summary>
/// Spectra of the sites in the forward pass of a training step, every so many steps, of evenly spaced rows or all.
/// There is no pass of its own: a run ends in the same bits with it and without.
/// </summary>
public sealed class StepProbe
{
    // below it, waiting for torch's threads to sleep costs more than a second thread gains
    const int LeastParallelRows = 1024;
    readonly ILookup<string, Site> _sites;
    readonly IReadOnlyList<Site> _order;
    readonly int _every, _rows;
    int _most;
    readonly SiteMeasures _measures;
    readonly Workers _workers;
    readonly TimeProvider _time;
    readonly Dictionary<string, SiteSpectra> _seen = [];
    readonly Dictionary<string, MatrixSpectrum[]> _spectra = []; // kept from step to step

    /// <summary>Every <paramref name="every"/> steps, above 0, <paramref name="rows"/> rows; all for 0.</summary>
    public StepProbe(
        RankingModel model,
        int every,
        int rows,
        Workers workers,
        TimeProvider? time = null,
        MeasureCatalogue? measures = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        _order = [.. model.TokenSites];
        _sites = _order.ToLookup(site => site.Stage);
        (_every, _rows, _workers, _time) = (every, rows, workers, time ?? TimeProvider.System);
        _measures = new SiteMeasures(measures ?? MeasureCatalogue.Default);
    }

    /// <summary>Whether a step (the first is 1) is probed.</summary>
    public bool IsDue(long step) => step % _every == 0;

    /// <summary>Seconds spent inside the step that was observed last.</summary>
    public double Seconds { get; private set; }

    /// <summary>Rows of the batch that were observed last; 0 where the step was not probed.</summary>
    public int Rows => _seen.Values.Select(seen => seen.Summaries.Length).FirstOrDefault();

    /// <summary>What a step's pass is shown to, at most <paramref name="most"/> rows; null if not probed.</summary>
    public Action<string, Tensor>? Observer(long step, int most = int.MaxValue)
    {
        Seconds = 0;
        _seen.Clear();
        _most = most;
        return IsDue(step) && most > 0 ? Observe : null;
    }

    /// <summary>What the observed step showed, by site in the model's order.</summary>
    public IReadOnlyList<StepProbeRecord> Records(int epoch, long step, double trainLoss) =>
    [
        .. _order.Where(site => _seen.ContainsKey(site.Name)).Select(site =>
        {
            var spectra = _seen[site.Name];
            var measures = _measures.Summarise(spectra, keepValues: false, _workers);
            return new StepProbeRecord(
                epoch, step, site.Name, spectra.Rows, spectra.Columns, spectra.Summaries.Length, trainLoss, measures);
        }),
    ];

    /// <summary>Logs what the step showed, if it was probed; returns the seconds that probing took in all.</summary>
    public double Write(IRunLog log, int epoch, long step, double trainLoss)
    {
        if (_seen.Count == 0)
        {
            return Seconds;
        }

        var began = _time.GetTimestamp();
        foreach (var record in Records(epoch, step, trainLoss))
        {
            log.Write(record);
        }

        return Seconds + _time.GetElapsedTime(began).TotalSeconds;
    }

    void Observe(string stage, Tensor value)
    {
        if (!_sites.Contains(stage))
        {
            return;
        }

        var began = _time.GetTimestamp();
        foreach (var site in _sites[stage])
        {
            var (rows, columns) = SiteMeasures.Shape(site.Name, value);
            _seen[site.Name] = Measure(site, value, rows, columns);
        }

        Seconds += _time.GetElapsedTime(began).TotalSeconds;
    }

    SiteSpectra Measure(Site at, Tensor value, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var (site, isPadded) = (at.Name, at.Kind == SiteKind.Padded);
        var all = TensorSpans.Floats(value.detach().contiguous());
        var (size, batch) = (rows * columns, (int)value.shape[0]);
        var count = Math.Min(_rows == 0 ? _most : Math.Min(_rows, _most), batch);
        var workers = count < LeastParallelRows ? Workers.Sequential : _workers;
        var kept = _spectra.GetValueOrDefault(site);
        var summaries = kept?.Length == count ? kept : _spectra[site] = new MatrixSpectrum[count];
        if (count == batch)
        {
            return _measures.Of(all, rows, columns, summaries, workers, isPadded);
        }

        var sample = ArrayPool<float>.Shared.Rent(count * size);
        for (var i = 0; i < count; i++)
        {
            all.Slice((int)((long)i * batch / count) * size, size).CopyTo(sample.AsSpan(i * size));
        }

        var spectra = _measures.Of(
            sample.AsSpan(0, count * size), rows, columns, summaries, workers, isPadded);
        ArrayPool<float>.Shared.Return(sample);
        return spectra;
    }
}
