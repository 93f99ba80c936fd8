using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes;

/// <summary>The spectral measures of a site's matrices, one per row, and their summaries over rows.</summary>
sealed class SiteMeasures
{
    const int Draws = 64;
    const ulong Seed = 20210601;
    readonly Measure[] _measures, _own;
    readonly Dictionary<(int Rows, int Columns), double[]> _baselines = [];

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

    /// <summary>Spectra of as many matrices as <paramref name="summaries"/>, which is filled, has places.</summary>
    public SiteSpectra Of(
        ReadOnlySpan<float> matrices, int rows, int columns, MatrixSpectrum[] summaries, Workers workers)
    {
        SpectralBatch.Measure(matrices, rows, columns, summaries, workers);
        return new SiteSpectra(rows, columns, summaries, Own(matrices, rows, columns));
    }

    /// <summary>One summary per measure; <paramref name="keepValues"/> lists the rows' values too.</summary>
    public IReadOnlyDictionary<string, MeasureSummary> Summarise(SiteSpectra spectra, bool keepValues, Workers workers)
    {
        var (rows, columns) = (spectra.Rows, spectra.Columns);
        var drawn = NoStructureBaseline.Of(rows, columns);
        var baselines = Baselines(rows, columns);
        var summaries = new MeasureSummary[_measures.Length];
        workers.ForEach(_measures.Length, i =>
        {
            var (measure, own) = (_measures[i], Array.IndexOf(_own, _measures[i]));
            var values = own < 0
                ? Array.ConvertAll(spectra.Summaries, summary => measure.OfSummary!(summary))
                : spectra.Own[own];
            var summary = MeasureStatistics.Of(values, own < 0 ? measure.OfSummary!(drawn) : baselines[own]);
            var histogram = RankHistogram.Of(values, Math.Min(rows, columns));
            summaries[i] = summary with { Histogram = histogram, Values = keepValues ? summary.Values : null };
        });
        return _measures.Zip(summaries).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }

    /// <summary>By measure of a user's own, its values by row; NaN for a matrix of zeros.</summary>
    double[][] Own(ReadOnlySpan<float> matrices, int rows, int columns)
    {
        if (_own.Length == 0)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        var stack = tensor(matrices.ToArray()).reshape(-1, rows, columns).to(ScalarType.Float64);
        var spectra = linalg.svdvals(stack).contiguous().data<double>().ToArray().Chunk(
            Math.Min(rows, columns)).ToArray();
        return Array.ConvertAll(_own, measure => Array.ConvertAll(
            spectra, singular => singular.Max() > 0 ? measure.Value!(singular, rows, columns) : double.NaN));
    }

    /// <summary>The means of a user's own measures over seeded normal matrices of a shape.</summary>
    double[] Baselines(int rows, int columns)
    {
        if (!_baselines.TryGetValue((rows, columns), out var means))
        {
            var matrices = new float[_own.Length == 0 ? 0 : Draws * rows * columns];
            NormalFill.Normal(matrices, 1, new SeededRandom(Seed));
            _baselines[(rows, columns)] = means = Array.ConvertAll(
                Own(matrices, rows, columns), values => values.Average());
        }

        return means;
    }
}

/// <summary>Spectra of [<c>Rows</c>, <c>Columns</c>]: summaries, and a user's own measures by matrix.</summary>
readonly record struct SiteSpectra(int Rows, int Columns, MatrixSpectrum[] Summaries, double[][] Own);
