using RankElastor.Model.Parameters;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

/// <summary>Spectra of dense weight matrices; of a stack [T, …] the mean over its matrices. What has a side of one is left out.</summary>
public static class WeightHealth
{
    /// <summary>The parameters that are matrices or stacks of them.</summary>
    public static IEnumerable<Parameter> Matrices(ParameterStore parameters) =>
        parameters.Trainable.Where(parameter => parameter.Value.dim() is 2 or 3 && parameter.Value.shape[^1] > 1 && parameter.Value.shape[^2] > 1);

    /// <summary>Measures one parameter.</summary>
    public static HealthRecord Of(ProbeMoment moment, Parameter parameter)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (rows, columns) = ((int)parameter.Value.shape[^2], (int)parameter.Value.shape[^1]);
        var stack = parameter.Value.reshape(-1, rows, columns);
        var measures = MatrixHealth.Mean([.. GramSpectrum.Of(stack).Select(singular => MatrixHealth.Measures(singular, rows, columns))]);
        measures.Remove("rankme");
        measures["rms"] = Math.Sqrt(stack.square().mean([0, 1, 2], type: ScalarType.Float64).item<double>());
        return moment.Record(HealthKind.Weight, parameter.Name, [rows, columns], (int)stack.shape[0], measures);
    }
}
