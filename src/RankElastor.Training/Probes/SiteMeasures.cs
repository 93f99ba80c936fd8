using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes;

/// <summary>The spectral measures of a site's matrices, one per row, and their summaries over rows.</summary>
sealed class SiteMeasures
{
    readonly Measure[] _measures, _own;
    readonly Dictionary<(int Rows, int Columns), (double Mean, double Error)[]> _baselines = [];

    public SiteMeasures(MeasureCatalogue catalogue)
    {
        _measures = [.. catalogue.OfSpectra(SubjectKind.Rows)];
        _own = [.. _measures.Where(measure => measure.OfSummary is null)];
    }

    /// <summary>Rows and columns of a matrix of [B, rows, columns]; other axes are the model's error.</summary>
    public static (int Rows, int Columns) Shape(string site, Tensor matrices) => matrices.dim() == 3
        ? ((int)matrices.shape[1], (int)matrices.shape[2])
        : throw new InvalidOperationException(
            $"Site {site} observes a tensor of {matrices.dim()} axes; it must be [B, rows, columns].");

    /// <summary>
    /// Spectra of as many matrices as <paramref name="summaries"/>, which is filled, has places; of padded ones with
    /// the rows that each has.
    /// </summary>
    public SiteSpectra Of(
        ReadOnlySpan<float> matrices, int rows, int columns, MatrixSpectrum[] summaries, Workers workers,
        bool padded = false)
    {
        SpectralBatch.Measure(matrices, rows, columns, summaries, workers);
        return new SiteSpectra(rows, columns, summaries, Own(matrices, rows, columns))
        {
            Lengths = padded ? PaddedRows.Lengths(matrices, rows, columns) : null,
        };
    }

    /// <summary>
    /// One summary per measure over the rows whose matrices are not zero (over all where all are), and the share of
    /// those that are; <paramref name="keepValues"/> lists the rows' values too.
    /// </summary>
    public IReadOnlyDictionary<string, MeasureSummary> Summarise(SiteSpectra spectra, bool keepValues, Workers workers)
    {
        var (rows, columns) = (spectra.Rows, spectra.Columns);
        var drawn = spectra.Lengths is { } lengths
            ? PaddedRows.Baseline(lengths, columns, workers) : NoStructureBaseline.Of(rows, columns, workers);
        var baselines = Baselines(rows, columns, workers);
        var zeros = Array.ConvertAll(spectra.Summaries, summary => summary.Largest == 0);
        var summaries = new MeasureSummary[_measures.Length + 1];
        workers.ForEach(summaries.Length, i =>
        {
            var summary = i == _measures.Length
                ? MeasureStatistics.Of(Array.ConvertAll(spectra.Summaries, IsZero), (0, 0))
                : MeasureStatistics.Of(Values(_measures[i], spectra), Baseline(_measures[i]), zeros);
            var histogram = RankHistogram.Of(summary.Values!, Math.Min(rows, columns));
            summaries[i] = summary with { Histogram = histogram, Values = keepValues ? summary.Values : null };
        });
        return _measures.Append(HealthMeasures.ZeroShare).Zip(summaries)
            .ToDictionary(pair => pair.First.Name, pair => pair.Second);

        (double Mean, double Error) Baseline(Measure measure) => measure.OfSummary is { } value
            ? (value(drawn.Mean), value(drawn.Error))
            : baselines[Array.IndexOf(_own, measure)];
    }

    double[] Values(Measure measure, SiteSpectra spectra) => measure.OfSummary is null
        ? spectra.Own[Array.IndexOf(_own, measure)]
        : Array.ConvertAll(spectra.Summaries, summary => MatrixHealth.Value(measure, summary, [], 0, 0));

    static double IsZero(MatrixSpectrum summary) => summary.Largest switch { 0 => 1, > 0 => 0, _ => double.NaN };

    /// <summary>By measure of a user's own, its values by row.</summary>
    double[][] Own(ReadOnlySpan<float> matrices, int rows, int columns)
    {
        if (_own.Length == 0)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        var stack = tensor(matrices.ToArray()).reshape(-1, rows, columns).to(ScalarType.Float64);
        var spectra = GramSpectrum.SingularValues(stack);
        return Array.ConvertAll(_own, measure => Array.ConvertAll(spectra, singular => MatrixHealth.Value(
            measure, MatrixSpectrum.Of(singular, rows, columns, SpectralMeasures.FloatEpsilon), singular, rows,
            columns)));
    }

    /// <summary>The means of a user's own measures over normal matrices of a shape.</summary>
    (double Mean, double Error)[] Baselines(int rows, int columns, Workers workers)
    {
        if (!_baselines.TryGetValue((rows, columns), out var means))
        {
            _baselines[(rows, columns)] = means = Array.ConvertAll(_own, measure => NoStructureBaseline.Of(
                rows, columns, singular => measure.Value!(singular, rows, columns), workers));
        }

        return means;
    }
}

/// <summary>Spectra of [<c>Rows</c>, <c>Columns</c>]: summaries, and a user's own measures by matrix.</summary>
readonly record struct SiteSpectra(int Rows, int Columns, MatrixSpectrum[] Summaries, double[][] Own)
{
    /// <summary>The rows of each matrix that are not padding, or null where none is.</summary>
    public int[]? Lengths { get; init; }
}
