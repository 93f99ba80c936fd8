using RankElastor.Numerics.Spectra;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Training.Probes.Health;

/// <summary>The measures that every spectrum has, whatever its matrix: a batch, a table, a weight.</summary>
static class MatrixHealth
{
    /// <summary>
    /// By name, of a float32 matrix [<paramref name="rows"/>, <paramref name="columns"/>]. A matrix of zeros has rank 0
    /// in every variant and lacks what is <see cref="Measure.OfZeros">undefined</see> there; one that is not finite has
    /// NaN for all.
    /// </summary>
    public static Dictionary<string, double> Measures(
        SubjectKind kind, double[] singular, int rows, int columns, MeasureCatalogue catalogue)
    {
        var summary = MatrixSpectrum.Of(singular, rows, columns, SpectralMeasures.FloatEpsilon);
        return catalogue.OfSpectra(kind)
            .Where(measure => summary.Largest != 0 || !double.IsNaN(measure.OfZeros))
            .ToDictionary(measure => measure.Name, measure => Value(measure, summary, singular, rows, columns));
    }

    /// <summary>A measure of a spectrum, in any order; NaN where it is not finite.</summary>
    public static double Value(
        Measure measure, MatrixSpectrum summary, double[] singular, int rows, int columns) => summary.Largest switch
        {
            0 => measure.OfZeros,
            > 0 => measure.OfSummary?.Invoke(summary) ?? measure.Value!(singular, rows, columns),
            _ => double.NaN,
        };
}
