using RankElastor.Model.Parameters;
using RankElastor.Numerics.RandomMatrix;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

/// <summary>
/// Spectra of dense weight matrices; of a stack [T, …] the mean over its matrices. What has a side of one is left out. The shape of the spectrum (<see cref="WeightSpectrum"/>,
/// <see cref="MarchenkoPastur"/>) is refused for matrices of fewer than 50 eigenvalues.
/// </summary>
public static class WeightHealth
{
    /// <summary>The parameters that are matrices or stacks of them; stacks of vectors (norms and biases of per-token layers) are neither.</summary>
    public static IEnumerable<Parameter> Matrices(ParameterStore parameters) => parameters.Trainable.Where(parameter =>
        parameter.Value.dim() is 2 or 3 && parameter.Value.shape[^1] > 1 && parameter.Value.shape[^2] > 1
        && (parameter.Value.dim() == 3 || parameter.Parts.All(part => part.Index is null)) && !parameter.Name.EndsWith(".bias", StringComparison.Ordinal));

    /// <summary>Measures one parameter.</summary>
    public static HealthRecord Of(ProbeMoment moment, Parameter parameter)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (rows, columns) = ((int)parameter.Value.shape[^2], (int)parameter.Value.shape[^1]);
        var stack = parameter.Value.reshape(-1, rows, columns);
        var refused = new Dictionary<string, string>();
        var measures = Mean([.. GramSpectrum.Of(stack).Select(singular => Measures(singular, rows, columns, refused))]);
        measures["rms"] = Math.Sqrt(stack.square().mean([0, 1, 2], type: ScalarType.Float64).item<double>());
        return moment.Record(HealthKind.Weight, parameter.Name, [rows, columns], (int)stack.shape[0], measures, refused);
    }

    static Dictionary<string, double> Measures(double[] singular, int rows, int columns, Dictionary<string, string> refused)
    {
        var measures = MatrixHealth.Measures(singular, rows, columns);
        measures.Remove("rankme");
        switch (WeightSpectrum.Of(singular, rows, columns))
        {
            case WeightSpectrum.Refused none:
                refused["tail_alpha"] = none.Reason;
                break;
            case WeightSpectrum.Measured shape:
                var eigenvalues = MarchenkoPastur.Eigenvalues(singular, rows, columns);
                var law = MarchenkoPastur.OfBulk(eigenvalues, rows, columns);
                (measures["tail_alpha"], measures["tail_ks"], measures["log_norm"]) = (shape.TailAlpha, shape.TailDistance, shape.LogNorm);
                (measures["alpha_weighted"], measures["log_alpha_norm"], measures["mp_soft_rank"]) = (shape.AlphaWeighted, shape.LogAlphaNorm, shape.MpSoftRank);
                (measures["mp_edge"], measures["mp_outliers"]) = (law.Threshold, law.Outliers(eigenvalues));
                break;
        }

        return measures;
    }

    /// <summary>The mean of each measure over the matrices that have it.</summary>
    static Dictionary<string, double> Mean(IReadOnlyList<Dictionary<string, double>> stack) => stack.SelectMany(one => one)
        .GroupBy(measure => measure.Key, measure => measure.Value).ToDictionary(group => group.Key, group => group.Average());
}
