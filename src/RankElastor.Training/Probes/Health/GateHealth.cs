using RankElastor.Model.Memory;
using RankElastor.Numerics.Representations;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// B sampled rows, N = B or B times the places that share the units, u units

/// <summary>
/// <c>dead_share</c> and <c>saturated_share</c> of units over rows (<see cref="UnitActivity"/>); <c>code_redundancy</c>
/// is refused where every value is above zero.
/// </summary>
static class GateHealth
{
    /// <summary>Measures a site's tensor [B, …, u].</summary>
    public static HealthRecord Of(ProbeMoment moment, string site, Tensor value)
    {
        var (rows, units) = ((int)value.shape[0], (int)value.shape[^1]);
        var values = TensorSpans.Floats(value);
        var activity = UnitActivity.Of(values, values.Length / units);
        var (zeros, least) = Count(values);
        var measures = new Dictionary<string, double>
        {
            [HealthMeasures.DeadShare] = activity.DeadShare,
            [HealthMeasures.SaturatedShare] = activity.SaturatedShare,
            [HealthMeasures.ShareZero] = zeros / (double)values.Length + (activity.Rms - activity.Rms),
            [HealthMeasures.Rms] = activity.Rms,
        };
        var refused = new Dictionary<string, string>();
        if (least > 0)
        {
            refused[HealthMeasures.CodeRedundancy] = "every value is above zero, so that signs tell nothing";
        }
        else
        {
            measures[HealthMeasures.CodeRedundancy] = ActivationCodes.Redundancy(values, rows);
        }

        return moment.Record(SubjectKind.Gate, site, [values.Length / units, units], rows, measures, refused);
    }

    static (long Zeros, float Least) Count(ReadOnlySpan<float> values)
    {
        var (zeros, least) = (0L, float.PositiveInfinity);
        foreach (var value in values)
        {
            zeros += value == 0 ? 1 : 0;
            least = Math.Min(least, value);
        }

        return (zeros, least);
    }
}
