using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Rows;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Chains;

/// <summary>
/// What stands between two linear layers: RMS norm, activation and dropout, the first and last of them optional.
/// </summary>
public sealed record HiddenOptions
{
    /// <summary>Normalises with a gain γ, the stage's one parameter, [groups, width]; ε is 10⁻¹².</summary>
    public bool Norm { get; init; }

    /// <summary>Probability of dropping while training.</summary>
    public double Dropout { get; init; }

    /// <summary>The model's number of this dropout, which its mask depends on.</summary>
    public int DropoutLayer { get; init; }
}

/// <summary>
/// RMS norm, activation and dropout, y = m ⊙ g(n), n = γ ⊙ x · r with r = 1 / √(mean(x²) + 10⁻¹²), or n = x without
/// norm; m is the dropout mask. Backward: dn = m ⊙ g′(n) ⊙ dy; dγ = Σ_rows dn ⊙ x r; dx = r γ ⊙ dn − x r³ (Σ_j dn_j γ_j
/// x_j) / width.
/// </summary>
public sealed unsafe class HiddenStage<TActivation>(int width, HiddenOptions options) : RowStage(width, width)
    where TActivation : struct, IActivationFunction
{
    const float Epsilon = 1e-12f;
    readonly int _width = Padded(width);

    /// <inheritdoc/>
    public override int Parameters => options.Norm ? 1 : 0;

    /// <inheritdoc/>
    public override int KeptWidth => options.Norm ? 1 : 0; // r

    /// <inheritdoc/>
    public override int PackedLength => _width;

    /// <inheritdoc/>
    public override bool BackwardInPlace => true;

    /// <inheritdoc/>
    public override void Pack(ReadOnlySpan<nint> parameters, int group, float* packed)
    {
        if (options.Norm)
        {
            Packing.Copy((float*)parameters[0] + (long)group * Inputs, 1, Inputs, packed, _width);
        }
    }

    /// <inheritdoc/>
    public override void Unpack(ReadOnlySpan<nint> gradients, int group, float* packed)
    {
        if (options.Norm)
        {
            Packing.CopyBack(packed, _width, 1, Inputs, (float*)gradients[0] + (long)group * Inputs);
        }
    }

    /// <inheritdoc/>
    public override void Forward(in RowBlock block, in StageMemory memory)
    {
        var mask = Mask(block);
        for (var row = 0; row < block.Rows; row++)
        {
            var x = memory.Input + (long)row * _width;
            var y = memory.Output + (long)row * _width;
            var inverse = Lanes.One;
            if (options.Norm)
            {
                var root = Inverse(x);
                memory.Kept[row] = root;
                inverse = Vector512.Create(root);
            }

            var element = (uint)((block.FirstRow + row) * Inputs);
            for (var j = 0; j < _width; j += Lanes.Count)
            {
                var n = Vector512.Load(x + j);
                n = options.Norm ? n * inverse * Vector512.Load(memory.Weights + j) : n;
                var value = TActivation.Value(n);
                value = mask is { } dropout ? value * dropout.Factors512(element + (uint)j) : value;
                value.Store(y + j);
            }

            ClearPadding(y);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in RowBlock block, in StageMemory memory)
    {
        var mask = Mask(block);
        for (var row = 0; row < block.Rows; row++)
        {
            var element = (uint)((block.FirstRow + row) * Inputs);
            if (options.Norm)
            {
                BackwardWithNorm(memory, row, mask, element);
                continue;
            }

            var x = memory.Input + (long)row * _width;
            var y = memory.Output + (long)row * _width;
            var dy = memory.OutputGradient + (long)row * _width;
            var dx = memory.InputGradient + (long)row * _width;
            for (var j = 0; j < _width; j += Lanes.Count)
            {
                (Vector512.Load(dy + j) * Slope(Vector512.Load(x + j), y + j, mask, element + (uint)j)).Store(dx + j);
            }
        }
    }

    void BackwardWithNorm(in StageMemory memory, int row, DropoutMask? mask, uint element)
    {
        var x = memory.Input + (long)row * _width;
        var y = memory.Output + (long)row * _width;
        var dy = memory.OutputGradient + (long)row * _width;
        var dx = memory.InputGradient + (long)row * _width;
        var inverse = Vector512.Create(memory.Kept[row]);
        var along = Lanes.Zero; // Σ dn γ x r
        for (var j = 0; j < _width; j += Lanes.Count)
        {
            var unit = Vector512.Load(x + j) * inverse;
            var gain = Vector512.Load(memory.Weights + j);
            var dn = Vector512.Load(dy + j) * Slope(unit * gain, y + j, mask, element + (uint)j);
            var gainGradient = memory.WeightGradient + j;
            Vector512.FusedMultiplyAdd(dn, unit, Vector512.Load(gainGradient)).Store(gainGradient);
            dn *= gain;
            along = Vector512.FusedMultiplyAdd(dn, unit, along);
            dn.Store(dx + j);
        }

        var mean = Vector512.Create(Vector512.Sum(along) / Inputs);
        for (var j = 0; j < _width; j += Lanes.Count)
        {
            var unit = Vector512.Load(x + j) * inverse;
            ((Vector512.Load(dx + j) - unit * mean) * inverse).Store(dx + j);
        }
    }

    /// <summary>m ⊙ g′(n); for ReLU y is positive just where it is not zero.</summary>
    static Lanes Slope(Lanes n, float* y, DropoutMask? mask, uint element)
    {
        if (TActivation.SlopeIsOneWherePositive)
        {
            var kept = Vector512.Create(mask?.Keep ?? 1);
            return Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Load(y), Lanes.Zero), kept, Lanes.Zero);
        }

        return mask is { } dropout ? TActivation.Slope(n) * dropout.Factors512(element) : TActivation.Slope(n);
    }

    float Inverse(float* x)
    {
        Lanes even = Lanes.Zero, odd = Lanes.Zero;
        for (var j = 0; j < _width; j += Lanes.Count)
        {
            var value = Vector512.Load(x + j);
            (even, odd) = (odd, Vector512.FusedMultiplyAdd(value, value, even));
        }

        return 1 / MathF.Sqrt(Vector512.Sum(even + odd) / Inputs + Epsilon);
    }

    void ClearPadding(float* row) => new Span<float>(row + Inputs, _width - Inputs).Clear(); // g(0) need not be zero

    DropoutMask? Mask(in RowBlock block) => block.Training && options.Dropout > 0
        ? new DropoutMask(block.Seed, block.Step, options.DropoutLayer, options.Dropout)
        : null;
}
