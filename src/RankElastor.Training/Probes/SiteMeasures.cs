using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes;

/// <summary>The spectral measures that every probe reports of a site's matrices, by the names of records, and their summaries over rows.</summary>
static class SiteMeasures
{
    /// <summary>The variants measured.</summary>
    static readonly (string Name, Func<MatrixSpectrum, double> Of)[] _measures =
    [
        ("entropy_rank_sv", s => s.Largest == 0 ? double.NaN : s.EntropyRankSv), // the entropy of nothing would be that of all directions
        ("entropy_rank_ev", s => s.Largest == 0 ? double.NaN : s.EntropyRankEv),
        ("stable_rank", s => s.StableRank),
        ("participation_ratio", s => s.ParticipationRatio),
        ("numerical_rank", s => s.NumericalRank),
        ("information_abundance", s => s.InformationAbundance),
    ];

    /// <summary>Names of the measures.</summary>
    public static IEnumerable<string> Names => _measures.Select(measure => measure.Name);

    /// <summary>Rows and columns of one matrix of a tensor [B, rows, columns]; another number of axes is an error of the model.</summary>
    public static (int Rows, int Columns) Shape(string site, Tensor matrices) => matrices.dim() == 3
        ? ((int)matrices.shape[1], (int)matrices.shape[2])
        : throw new InvalidOperationException($"Site {site} observes a tensor of {matrices.dim()} axes; it must be [B, rows, columns].");

    /// <summary>One summary per measure, each by one worker; <paramref name="keepValues"/> lists the rows' values too.</summary>
    public static IReadOnlyDictionary<string, MeasureSummary> Summarise(MatrixSpectrum[] spectra, int rows, int columns, bool keepValues, Workers workers)
    {
        var baseline = NoStructureBaseline.Of(rows, columns);
        var summaries = new MeasureSummary[_measures.Length];
        workers.ForEach(_measures.Length, i =>
        {
            var values = Array.ConvertAll(spectra, spectrum => _measures[i].Of(spectrum));
            var summary = Summary.Of(values, _measures[i].Of(baseline)) with { Histogram = RankHistogram.Of(values, Math.Min(rows, columns)) };
            summaries[i] = keepValues ? summary : summary with { Values = null };
        });
        return _measures.Zip(summaries).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }
}
