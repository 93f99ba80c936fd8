using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Chains;

/// <summary>
/// Layer norm, y = γ ⊙ x̂ + β, x̂ = (x − mean) · r, r = 1 / √(variance + 10⁻⁵) with the mean of squared deviations (Ba,
/// Kiros and Hinton, 2016). Parameters: γ and β, [groups, width] each. Backward: dγ = Σ_rows dy ⊙ x̂; dβ = Σ_rows dy;
/// with h = γ ⊙ dy: dx = r (h − mean(h) − x̂ mean(h ⊙ x̂)).
/// </summary>
public sealed unsafe class LayerNormStage(int width) : RowStage(width, width)
{
    const float Epsilon = 1e-5f;
    readonly int _width = Padded(width);

    /// <inheritdoc/>
    public override int Parameters => 2;

    /// <inheritdoc/>
    public override int KeptWidth => 2; // mean and r

    /// <inheritdoc/>
    public override int PackedLength => 2 * _width;

    /// <inheritdoc/>
    public override bool BackwardInPlace => true;

    /// <inheritdoc/>
    public override void Pack(ReadOnlySpan<nint> parameters, int group, float* packed)
    {
        Packing.Copy((float*)parameters[0] + (long)group * Inputs, 1, Inputs, packed, _width);
        Packing.Copy((float*)parameters[1] + (long)group * Inputs, 1, Inputs, packed + _width, _width);
    }

    /// <inheritdoc/>
    public override void Unpack(ReadOnlySpan<nint> gradients, int group, float* packed)
    {
        Packing.CopyBack(packed, _width, 1, Inputs, (float*)gradients[0] + (long)group * Inputs);
        Packing.CopyBack(packed + _width, _width, 1, Inputs, (float*)gradients[1] + (long)group * Inputs);
    }

    /// <inheritdoc/>
    public override void Forward(in RowBlock block, in StageMemory memory)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            var x = memory.Input + (long)row * _width;
            var y = memory.Output + (long)row * _width;
            var mean = Mean(x);
            var inverse = Inverse(x, mean);
            (memory.Kept[2 * row], memory.Kept[2 * row + 1]) = (mean, inverse);
            for (var j = 0; j < _width; j += Lanes.Count) // γ and β are zero in the padding, so y is
            {
                var unit = (Vector512.Load(x + j) - Vector512.Create(mean)) * inverse;
                var (gain, bias) = (Vector512.Load(memory.Weights + j), Vector512.Load(memory.Weights + _width + j));
                Vector512.FusedMultiplyAdd(unit, gain, bias).Store(y + j);
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(in RowBlock block, in StageMemory memory)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            var x = memory.Input + (long)row * _width;
            var dy = memory.OutputGradient + (long)row * _width;
            var dx = memory.InputGradient + (long)row * _width;
            var (mean, inverse) = (Vector512.Create(memory.Kept[2 * row]), memory.Kept[2 * row + 1]);
            var (sum, along) = (Lanes.Zero, Lanes.Zero);
            for (var j = 0; j < _width; j += Lanes.Count)
            {
                var unit = (Vector512.Load(x + j) - mean) * inverse;
                var gradient = Vector512.Load(dy + j);
                var gainGradient = memory.WeightGradient + j;
                Vector512.FusedMultiplyAdd(gradient, unit, Vector512.Load(gainGradient)).Store(gainGradient);
                (Vector512.Load(gainGradient + _width) + gradient).Store(gainGradient + _width);
                gradient *= Vector512.Load(memory.Weights + j);
                sum += gradient;
                along = Vector512.FusedMultiplyAdd(gradient, unit, along);
                gradient.Store(dx + j);
            }

            var level = Vector512.Create(Vector512.Sum(sum) / Inputs);
            var slope = Vector512.Create(Vector512.Sum(along) / Inputs);
            for (var j = 0; j < _width; j += Lanes.Count)
            {
                var unit = (Vector512.Load(x + j) - mean) * inverse;
                ((Vector512.Load(dx + j) - level - unit * slope) * inverse).Store(dx + j);
            }

            new Span<float>(dx + Inputs, _width - Inputs).Clear();
        }
    }

    float Mean(float* x)
    {
        var sum = Lanes.Zero;
        for (var j = 0; j < _width; j += Lanes.Count)
        {
            sum += Vector512.Load(x + j);
        }

        return Vector512.Sum(sum) / Inputs;
    }

    float Inverse(float* x, float mean)
    {
        var sum = 0f;
        var squares = Lanes.Zero;
        var j = 0;
        for (; j <= Inputs - Lanes.Count; j += Lanes.Count)
        {
            var deviation = Vector512.Load(x + j) - Vector512.Create(mean);
            squares = Vector512.FusedMultiplyAdd(deviation, deviation, squares);
        }

        for (; j < Inputs; j++)
        {
            sum += (x[j] - mean) * (x[j] - mean);
        }

        return 1 / MathF.Sqrt((Vector512.Sum(squares) + sum) / Inputs + Epsilon);
    }
}
