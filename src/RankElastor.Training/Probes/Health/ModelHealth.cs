using RankElastor.Model.Parameters;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

/// <summary>
/// The model as a whole: <c>weight_rms</c>, the root mean square of all numbers in dense weight matrices, and <c>relative_step</c> = learning rate / weight_rms, what one step of Adam,
/// whose entries move by at most about the learning rate, can change relative to what is there.
/// </summary>
public static class ModelHealth
{
    /// <summary>Null for a model without dense matrices.</summary>
    public static HealthRecord? Of(ProbeMoment moment, ParameterStore parameters)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (sum, count) = (0.0, 0L);
        foreach (var parameter in parameters.Trainable.Where(parameter => parameter.Value.dim() >= 2))
        {
            sum += parameter.Value.square().sum(ScalarType.Float64).item<double>();
            count += parameter.Value.numel();
        }

        if (count == 0)
        {
            return null;
        }

        var rms = Math.Sqrt(sum / count);
        return moment.Record(HealthKind.Model, HealthKind.Model, [(int)Math.Min(count, int.MaxValue)], 0, new Dictionary<string, double>
        {
            ["weight_rms"] = rms,
            ["relative_step"] = rms > 0 ? moment.LearningRate / rms : double.NaN,
        });
    }
}
