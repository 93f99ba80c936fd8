using RankElastor.Numerics.Spectra;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Training.Probes.Health;

/// <summary>The measures that every spectrum has, whatever its matrix: a batch, a table, a weight.</summary>
static class MatrixHealth
{
    /// <summary>
    /// By name, of a float32 matrix [<paramref name="rows"/>, <paramref name="columns"/>]. A matrix of zeros has a
    /// numerical rank of 0 and no other measure.
    /// </summary>
    public static Dictionary<string, double> Measures(
        SubjectKind kind, double[] singular, int rows, int columns, MeasureCatalogue catalogue)
    {
        var summary = MatrixSpectrum.Of(singular, rows, columns, SpectralMeasures.FloatEpsilon);
        return summary.Largest == 0
            ? new Dictionary<string, double> { [SpectrumMeasures.NumericalRank] = 0 }
            : catalogue.OfSpectra(kind).ToDictionary(
                measure => measure.Name,
                measure => measure.OfSummary?.Invoke(summary) ?? measure.Value!(singular, rows, columns));
    }
}
