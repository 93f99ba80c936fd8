using RankElastor.Model.Parameters;
using RankElastor.Numerics.RandomMatrix;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

/// <summary>
/// Spectra of dense weights; of a stack [T, …] the mean. What has a side of one is left out. The spectrum's shape (<see
/// cref="WeightSpectrum"/>, <see cref="MarchenkoPastur"/>) is refused below 50 eigenvalues.
/// </summary>
static class WeightHealth
{
    /// <summary>Parameters that are matrices or stacks of them; not stacks of vectors, such as norms.</summary>
    public static IEnumerable<Parameter> Matrices(ParameterStore parameters) => parameters.Trainable.Where(parameter =>
        parameter.Value.dim() is 2 or 3 && parameter.Value.shape[^1] > 1 && parameter.Value.shape[^2] > 1
        && (parameter.Value.dim() == 3 || parameter.Parts.All(part => part.Index is null))
        && !parameter.Name.EndsWith(".bias", StringComparison.Ordinal));

    /// <summary>Measures one parameter.</summary>
    public static HealthRecord Of(ProbeMoment moment, Parameter parameter, MeasureCatalogue catalogue)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (rows, columns) = ((int)parameter.Value.shape[^2], (int)parameter.Value.shape[^1]);
        var stack = parameter.Value.reshape(-1, rows, columns);
        var refused = new Dictionary<string, string>();
        var measures = Mean([.. GramSpectrum.Of(stack).Select(singular =>
        {
            var shape = MatrixHealth.Measures(SubjectKind.Weight, singular, rows, columns, catalogue);
            AddShape(shape, singular, rows, columns, refused);
            return shape;
        })]);
        measures[HealthMeasures.Rms] = Math.Sqrt(
            stack.square().mean([0, 1, 2], type: ScalarType.Float64).item<double>());
        return moment.Record(
            SubjectKind.Weight, parameter.Name, [rows, columns], (int)stack.shape[0], measures, refused);
    }

    static void AddShape(
        Dictionary<string, double> measures,
        double[] singular,
        int rows,
        int columns,
        Dictionary<string, string> refused)
    {
        switch (WeightSpectrum.Of(singular, rows, columns))
        {
            case WeightSpectrum.Refused none:
                refused[HealthMeasures.TailAlpha] = none.Reason;
                break;
            case WeightSpectrum.Measured shape:
                var eigenvalues = MarchenkoPastur.Eigenvalues(singular, rows, columns);
                var law = MarchenkoPastur.OfBulk(eigenvalues, rows, columns);
                foreach (var (measure, value) in Shape(shape))
                {
                    measures[measure] = value;
                }

                measures[HealthMeasures.MpEdge] = law.Threshold;
                measures[HealthMeasures.MpOutliers] = law.Outliers(eigenvalues);
                if (double.IsNaN(law.Threshold))
                {
                    refused[HealthMeasures.MpEdge] = "half of the eigenvalues or more are rounding: there is no bulk";
                }

                break;
        }
    }

    /// <summary>The measures of a spectrum's shape.</summary>
    internal static Dictionary<string, double> Shape(WeightSpectrum.Measured shape) => new()
    {
        [HealthMeasures.TailAlpha] = shape.TailAlpha,
        [HealthMeasures.TailFit] = shape.TailDistance,
        [HealthMeasures.LogNorm] = shape.LogNorm,
        [HealthMeasures.AlphaWeighted] = shape.AlphaWeighted,
        [HealthMeasures.LogAlphaNorm] = shape.LogAlphaNorm,
        [HealthMeasures.MpSoftRank] = shape.MpSoftRank,
    };

    /// <summary>The mean of each measure over the matrices that have it; NaN where one of them is not finite.</summary>
    internal static Dictionary<string, double> Mean(IEnumerable<Dictionary<string, double>> stack) =>
        stack.SelectMany(matrix => matrix)
        .GroupBy(measure => measure.Key, measure => measure.Value).ToDictionary(
            group => group.Key, group => group.Average());
}
