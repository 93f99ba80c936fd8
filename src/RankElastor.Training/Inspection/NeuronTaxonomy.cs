using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using RankElastor.Numerics.Representations;
using RankElastor.Training.Probes.Measures;
using static TorchSharp.torch;

namespace RankElastor.Training.Inspection;

// T tokens, D width, H hidden

/// <summary>
/// The taxonomy (<see cref="GatedNeurons"/>) of gated per-token networks that lead back to their input's width: shares
/// of units that strengthen, weaken or change the direction they read in proportion. About one random unit in eighty
/// crosses the threshold, which is recorded too.
/// </summary>
static class NeuronTaxonomy
{
    const double Deviations = 2.5; // of the cosine of two random directions: narrow layers have no more to give
    // names of the reference
    const string Gate = ".fc_lift1.weight", Value = ".fc_lift2.weight", Output = ".fc_reduce.weight";

    public static IEnumerable<InspectedMatrix> Of(ParameterStore parameters)
    {
        var weights = parameters.Trainable.Where(parameter => parameter.Value.dim() == 3)
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        foreach (var (name, gate) in weights.Where(weight => weight.Key.EndsWith(Gate, StringComparison.Ordinal)))
        {
            var path = name[..^Gate.Length];
            if (weights.TryGetValue(path + Value, out var value) && weights.TryGetValue(path + Output, out var output)
                && output.shape[2] == gate.shape[1])
            {
                yield return Of(path, gate, value, output);
            }
        }
    }

    // gate and value [T, D, H], output [T, H, D]
    static InspectedMatrix Of(string path, Tensor gate, Tensor value, Tensor output)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (width, units) = ((int)gate.shape[1], (int)(gate.shape[0] * gate.shape[2]));
        var threshold = GatedNeurons.Threshold(width, Deviations);
        var found = GatedNeurons.Of(
            TensorSpans.Floats(gate.transpose(1, 2).contiguous()),
            TensorSpans.Floats(value.transpose(1, 2).contiguous()),
            TensorSpans.Floats(output.contiguous()),
            width,
            threshold);
        return new InspectedMatrix(path, units, width, 1, new Dictionary<string, double>
        {
            [InspectionMeasures.EnrichmentShare] = found.EnrichmentShare,
            [InspectionMeasures.DepletionShare] = found.DepletionShare,
            [InspectionMeasures.ProportionalShare] = found.ProportionalShare,
            [InspectionMeasures.UnrelatedShare] = found.UnrelatedShare,
            [InspectionMeasures.CosineInOut] = found.MeanInOut,
            [InspectionMeasures.CosineGateOut] = found.MeanGateOut,
            [InspectionMeasures.CosineGateIn] = found.MeanGateIn,
            [InspectionMeasures.Threshold] = threshold,
        });
    }
}
