using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Numerics.RandomMatrix;
using RankElastor.Numerics.Spectra;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Inspection;

/// <summary>Measures of weights and tables from float64 singular values, and of probe records.</summary>
static class MatrixInspection
{
    public static InspectedMatrix Of(ProbeRecord site)
    {
        var measures = site.Measures.ToDictionary(measure => measure.Key, measure => measure.Value.Mean);
        measures[SpectrumMeasures.BaselineRatio] = site.Measures[SpectrumMeasures.EntropyRankSv].Ratio;
        measures[InspectionMeasures.BaselineRatioEv] = site.Measures[SpectrumMeasures.EntropyRankEv].Ratio;
        measures[SpectrumMeasures.InformationAbundanceRatio] =
            measures[SpectrumMeasures.InformationAbundance] / Math.Min(site.Rows, site.Columns);
        return new InspectedMatrix(site.Site, site.Rows, site.Columns, 1, measures);
    }

    public static InspectedMatrix Of(HealthRecord health) =>
        new(health.Subject, health.Shape[0], health.Shape[^1], 1, health.Measures) { Refused = health.Refused };

    /// <summary>A table without its padding row; parts by frequency and the attainable rank are added.</summary>
    public static InspectedMatrix Of(EmbeddingTable table, HealthRecord? health, MeasureCatalogue catalogue)
    {
        var found = Of(SubjectKind.Table, table.Name, table.Weights.narrow(0, 1, table.Rows - 1), catalogue, out _);
        var measures = new Dictionary<string, double>(health?.Measures ?? new Dictionary<string, double>());
        if (!measures.ContainsKey(HealthMeasures.AttainableRank))
        {
            TableHealth.AddAttainable(measures, Math.Min(found.Rows, found.Columns), found.Columns);
        }

        foreach (var (name, value) in found.Measures)
        {
            measures[name] = value;
        }

        measures[HealthMeasures.ZeroShare] = ZeroShare(table.Weights.narrow(0, 1, table.Rows - 1));
        return found with { Measures = measures };
    }

    static double ZeroShare(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var squares = rows.to(ScalarType.Float64).square().sum(1);
        var sum = squares.sum().item<double>();
        return squares.eq(0).to(ScalarType.Float64).mean().item<double>() + (sum - sum);
    }

    /// <summary>A matrix or a stack; the spectrum's shape where it has eigenvalues enough, else why not.</summary>
    public static InspectedMatrix Of(Parameter parameter, MeasureCatalogue catalogue)
    {
        var found = Of(SubjectKind.Weight, parameter.Name, parameter.Value, catalogue, out var singular);
        var full = Math.Min(found.Rows, found.Columns);
        var measures = new Dictionary<string, double>(found.Measures)
        {
            [InspectionMeasures.NumericalRankShare] = found.Measures[SpectrumMeasures.NumericalRank] / full,
        };
        var spectra = singular.Select(values => WeightSpectrum.Of(values, found.Rows, found.Columns)).ToList();
        if (spectra.OfType<WeightSpectrum.Refused>().FirstOrDefault() is { } refused)
        {
            var reasons = new Dictionary<string, string> { [HealthMeasures.TailAlpha] = refused.Reason };
            return found with { Measures = measures, Refused = reasons };
        }

        var shapes = spectra.Cast<WeightSpectrum.Measured>().Select(WeightHealth.Shape);
        foreach (var (name, value) in WeightHealth.Mean(shapes))
        {
            measures[name] = value;
        }

        return found with { Measures = measures };
    }

    static InspectedMatrix Of(
        SubjectKind kind, string name, Tensor value, MeasureCatalogue catalogue, out double[][] singular)
    {
        var (rows, columns) = ((int)value.shape[^2], (int)value.shape[^1]);
        using var stack = value.reshape(-1, rows, columns).to(ScalarType.Float64);
        singular = GramSpectrum.SingularValues(stack);
        var measures = WeightHealth.Mean(singular.Select(values => Measures(kind, values, rows, columns, catalogue)));
        return new InspectedMatrix(name, rows, columns, (int)stack.shape[0], measures);
    }

    /// <summary>The variants of the rank, the abundance in both forms, and what a library user added.</summary>
    static Dictionary<string, double> Measures(
        SubjectKind kind, double[] singular, int rows, int columns, MeasureCatalogue catalogue)
    {
        var summary = MatrixSpectrum.Of(singular, rows, columns, SpectralMeasures.FloatEpsilon);
        return SpectrumMeasures.All.Where(measure => measure.OfSummary is not null)
            .Append(SpectrumMeasures.InformationAbundanceRatio)
            .Concat(catalogue.Own.Where(measure => measure.Kinds.Contains(kind)))
            .Where(measure => summary.Largest != 0 || !double.IsNaN(measure.OfZeros))
            .Select(measure => (measure.Name, Value: MatrixHealth.Value(measure, summary, singular, rows, columns)))
            .Append((InspectionMeasures.LargestSingularValue, summary.Largest))
            .ToDictionary();
    }
}
