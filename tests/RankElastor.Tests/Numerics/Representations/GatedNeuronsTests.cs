using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class GatedNeuronsTests
{
    const int Units = 400, Width = 64;
    readonly float[] _gate = Drawn.Normal(Units * Width, 1), _input = Drawn.Normal(
        Units * Width, 2), _output = Drawn.Normal(Units * Width, 3);

    [Fact]
    public void Of_RandomWeights_AreUnrelated()
    {
        var neurons = GatedNeurons.Of(_gate, _input, _output, Width, GatedNeurons.Threshold(Width));
        Assert.Equal(1, neurons.UnrelatedShare, 0.003);
        Assert.All(
            [neurons.MeanInOut, neurons.MeanGateOut, neurons.MeanGateIn],
            mean => Assert.Equal(0, mean, 4 / Math.Sqrt(Units * Width)));
    }

    [Fact]
    public void Threshold_IsInDeviationsOfTheNull()
    {
        Assert.Equal(0.5, GatedNeurons.Threshold(64));
        var neurons = GatedNeurons.Of(_gate, _input, _output, Width, GatedNeurons.Threshold(Width, deviations: 1));
        Assert.Equal(0.1587, neurons.EnrichmentShare, 0.06);
        Assert.Equal(0.1587, neurons.DepletionShare, 0.06);
    }

    [Fact]
    public void Of_PlantedUnits_AreNamed()
    {
        for (var k = 0; k < Units * Width; k++)
        {
            var unit = k / Width;
            _output[k] = (unit % 4) switch { 0 => 2 * _input[k], 1 => -_input[k], 2 => -_gate[k], _ => _output[k] };
        }

        var neurons = GatedNeurons.Of(_gate, _input, _output, Width, GatedNeurons.Threshold(Width));
        Assert.Equal(0.25, neurons.EnrichmentShare, 0.003);
        Assert.Equal(0.25, neurons.DepletionShare, 0.003);
        Assert.Equal(0.25, neurons.ProportionalShare, 0.003);
        Assert.Equal(
            1, neurons.EnrichmentShare + neurons.DepletionShare + neurons.ProportionalShare + neurons.UnrelatedShare,
            1e-12);
    }

    [Fact]
    public void Of_UnitsOfZeros_AreLeftOut_AndShapesMustAgree()
    {
        float[] unit = [1, 0, 2, 0];
        Assert.Equal(
            new GatedNeurons(1, 0, 0, 0, 1, 1, 1),
            GatedNeurons.Of([.. unit, .. new float[4]], [.. unit, .. unit], [.. unit, .. unit], 4, 0.5));
        Assert.Equal(double.NaN, GatedNeurons.Of(new float[8], new float[8], new float[8], 4, 0.5).UnrelatedShare);
        Assert.Equal(double.NaN, GatedNeurons.Of([float.NaN, 0, 2, 0], unit, unit, 4, 0.5).UnrelatedShare);
        Assert.Throws<ArgumentException>(() => GatedNeurons.Of(new float[8], new float[8], new float[4], 4, 0.5));
    }
}
