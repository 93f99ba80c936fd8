using RankElastor.Model.Parameters;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

/// <summary>
/// <c>weight_rms</c>: geometric mean over weight matrices of their root mean squares. <c>relative_step</c> = learning
/// rate / weight_rms, about what one step of Adam can change; left out where the moment's learning rate is NaN.
/// </summary>
static class ModelHealth
{
    /// <summary>Null for a model without weight matrices, or where one of them is all zeros.</summary>
    public static HealthRecord? Of(ProbeMoment moment, ParameterStore parameters)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var matrices = WeightHealth.Matrices(parameters).ToList();
        var logs = matrices.ConvertAll(matrix =>
            0.5 * Math.Log(matrix.Value.square().sum(ScalarType.Float64).item<double>() / matrix.Value.numel()));
        if (logs.Count == 0 || !double.IsFinite(logs.Sum()))
        {
            return null;
        }

        var rms = Math.Exp(logs.Average());
        var measures = new Dictionary<string, double> { [HealthMeasures.WeightRms] = rms };
        if (!double.IsNaN(moment.LearningRate))
        {
            measures[HealthMeasures.RelativeStep] = moment.LearningRate / rms;
        }

        return moment.Record(SubjectKind.Model, Address.Word(SubjectKind.Model), [matrices.Count], 0, measures);
    }
}
