using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.Chains;

// d width, h hidden; every matrix padded to 16 columns

/// <summary>
/// The gated unit of RankElastor. With a hidden width: s = x W_s2 + g(x W_1), y = (s ⊙ x W_2) W_c + x W_s1; without: s = x W_s1 + g(x W_1), y = s ⊙ x W_2 + x W_s1. Every
/// product has a bias where <c>bias</c> is set. All lifts are one product with [W_1 | W_2 | W_s2 | W_s1], and so is their backward.
/// Parameters, stacked [groups, …], a bias after its weight: W_1, W_2, W_s1, then W_c and W_s2.
/// </summary>
/// <remarks>Where a backward follows, g′(x W_1) takes the place of x W_1, and s that of x W_s2 or a place of its own. Then dq = dy W_cᵀ; d(x W_2) = dq ⊙ s; d(x W_s2) = dq ⊙ x W_2; d(x W_1) = d(x W_s2) ⊙ g′; d(x W_s1) = dy.</remarks>
public sealed unsafe class GatedUnitStage<TGate>(int width, int? hidden, bool bias) : RowStage(width, width)
    where TGate : struct, IActivationFunction
{
    readonly int _hidden = hidden ?? width;
    readonly int _d = Padded(width), _h = Padded(hidden ?? width);
    readonly int _lifted = (hidden is null ? 2 : 3) * Padded(hidden ?? width) + Padded(width);

    /// <inheritdoc/>
    public override int Parameters => (hidden is null ? 3 : 5) * (bias ? 2 : 1);

    /// <inheritdoc/>
    public override int KeptWidth => _lifted + _h; // the lifts, and what W_c reduces, or s

    /// <inheritdoc/>
    public override long Products => (hidden is null ? 3L : 4L) * Inputs * _hidden + (hidden is null ? 0 : (long)Inputs * Inputs);

    /// <inheritdoc/>
    public override long ProductsSaved => hidden is null ? 0 : (long)_hidden * Inputs + (long)Inputs * Inputs;

    /// <inheritdoc/>
    public override int PackedLength => (_d + 1) * _lifted + (hidden is null ? 0 : _h * _d);

    /// <inheritdoc/>
    public override int TransposedLength => _lifted * _d + (hidden is null ? 0 : Inputs * _h);

    /// <inheritdoc/>
    public override int ScratchWidth => hidden is null ? 0 : _h;

    int Skip1 => _lifted - _d; // offset of x W_s1 among the lifts

    int Skip2 => hidden is null ? Skip1 : 2 * _h;

    int Reduce => (_d + 1) * _lifted; // offset of W_c in the packed weights

    /// <inheritdoc/>
    public override void Pack(ReadOnlySpan<nint> parameters, int group, float* packed)
    {
        foreach (var (weight, outputs, offset) in Lifts())
        {
            Packing.Copy(At(parameters, weight, group, Inputs * outputs), Inputs, outputs, packed + offset, _lifted);
            if (bias)
            {
                Packing.Copy(At(parameters, weight + 1, group, outputs), 1, outputs, packed + _d * _lifted + offset, _lifted);
            }
        }

        if (hidden is not null)
        {
            Packing.Copy(At(parameters, ReduceParameter, group, _hidden * Inputs), _hidden, Inputs, packed + Reduce, _d);
            if (bias) // the output's two biases are one
            {
                var sum = packed + _d * _lifted + Skip1;
                var reduce = At(parameters, ReduceParameter + 1, group, Inputs);
                for (var j = 0; j < Inputs; j++)
                {
                    sum[j] += reduce[j];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void PackTransposed(ReadOnlySpan<nint> parameters, int group, float* transposed)
    {
        foreach (var (weight, outputs, offset) in Lifts())
        {
            Packing.Transpose(At(parameters, weight, group, Inputs * outputs), Inputs, outputs, transposed + offset * _d, _d);
        }

        if (hidden is not null)
        {
            Packing.Transpose(At(parameters, ReduceParameter, group, _hidden * Inputs), _hidden, Inputs, transposed + _lifted * _d, _h);
        }
    }

    /// <inheritdoc/>
    public override void Unpack(ReadOnlySpan<nint> gradients, int group, float* packed)
    {
        foreach (var (weight, outputs, offset) in Lifts())
        {
            Packing.CopyBack(packed + offset, _lifted, Inputs, outputs, At(gradients, weight, group, Inputs * outputs));
            if (bias)
            {
                Packing.CopyBack(packed + _d * _lifted + offset, _lifted, 1, outputs, At(gradients, weight + 1, group, outputs));
            }
        }

        if (hidden is not null)
        {
            Packing.CopyBack(packed + Reduce, _d, _hidden, Inputs, At(gradients, ReduceParameter, group, _hidden * Inputs));
            if (bias)
            {
                Packing.CopyBack(packed + _d * _lifted + Skip1, _d, 1, Inputs, At(gradients, ReduceParameter + 1, group, Inputs));
            }
        }
    }

    /// <inheritdoc/>
    public override void Forward(in RowBlock block, in StageMemory memory)
    {
        var (x, w) = (new Panel(memory.Input, _d), new Panel(memory.Weights, _lifted));
        var lifts = new Panel(memory.Kept, _lifted);
        var gated = new Panel(memory.Kept + block.Rows * _lifted, _h);
        var reduces = hidden is not null && !memory.OutputKnown;
        var columns = reduces || hidden is null ? _lifted : Skip1; // x W_s1 is for the output only
        lifts.SetProduct(x, w, (block.Rows, columns, Inputs), bias ? new Panel(memory.Weights + _d * _lifted, 0) : default);
        Gate(block, lifts, gated, new Panel(memory.Output, _d));
        if (reduces)
        {
            new Panel(memory.Output, _d).SetProduct(gated, new Panel(memory.Weights + Reduce, _d), (block.Rows, _d, _hidden), lifts.From(Skip1));
        }
    }

    /// <inheritdoc/>
    public override void Backward(in RowBlock block, in StageMemory memory)
    {
        var (x, dy, dx) = (new Panel(memory.Input, _d), new Panel(memory.OutputGradient, _d), new Panel(memory.InputGradient, _d));
        var lifts = new Panel(memory.Kept, _lifted);
        var gated = new Panel(memory.Kept + block.Rows * _lifted, _h);
        var dq = dy;
        if (hidden is not null)
        {
            new Panel(memory.WeightGradient + Reduce, _d).AddTransposedProduct(gated, dy, (_h, _d, block.Rows)); // dW_c
            dq = new Panel(memory.Scratch, _h);
            dq.SetProduct(dy, new Panel(memory.Transposed + _lifted * _d, _h), (block.Rows, _h, Inputs)); // dy W_cᵀ
        }

        GateBackward(block.Rows, lifts, dq, dy, gated);
        new Panel(memory.WeightGradient, _lifted).AddTransposedProduct(x, lifts, (_d, _lifted, block.Rows));
        if (bias)
        {
            ColumnSums.Add(lifts.At, block.Rows, _lifted, memory.WeightGradient + _d * _lifted);
        }

        dx.SetProduct(lifts, new Panel(memory.Transposed, _d), (block.Rows, _d, _lifted));
    }

    void Gate(in RowBlock block, Panel lifts, Panel gated, Panel output)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            var first = lifts.At + (long)row * _lifted;
            var skip = first + Skip2;
            for (var j = 0; j < _h; j += 16)
            {
                var gate = TGate.ValueAndSlope(Vector512.Load(first + j), out var slope);
                var value = Vector512.Load(first + _h + j);
                var residual = Vector512.Load(skip + j);
                var sum = residual + gate;
                if (block.ForBackward)
                {
                    slope.Store(first + j);
                }

                if (hidden is null)
                {
                    sum.Store(gated.At + (long)row * _h + j);
                    Vector512.FusedMultiplyAdd(sum, value, residual).Store(output.At + (long)row * _d + j);
                }
                else
                {
                    sum.Store(skip + j);
                    (sum * value).Store(gated.At + (long)row * _h + j);
                }
            }
        }
    }

    void GateBackward(int rows, Panel lifts, Panel dq, Panel dy, Panel gated) // the lifts become their gradients
    {
        for (var row = 0; row < rows; row++)
        {
            var first = lifts.At + (long)row * _lifted;
            var skip = first + Skip2;
            var sum = hidden is null ? gated.At + (long)row * _h : skip;
            for (var j = 0; j < _h; j += 16)
            {
                var gradient = Vector512.Load(dq.At + (long)row * _h + j);
                var down = gradient * Vector512.Load(first + _h + j);
                (gradient * Vector512.Load(sum + j)).Store(first + _h + j);
                (hidden is null ? down + gradient : down).Store(skip + j);
                (down * Vector512.Load(first + j)).Store(first + j);
            }

            if (hidden is not null)
            {
                new ReadOnlySpan<float>(dy.At + (long)row * _d, _d).CopyTo(new Span<float>(first + Skip1, _d));
            }
        }
    }

    int Step => bias ? 2 : 1;

    int ReduceParameter => 3 * Step;

    /// <summary>The matrices that read x: the number of the weight among the parameters, its outputs, and its columns' offset among the lifts.</summary>
    IEnumerable<(int Weight, int Outputs, int Offset)> Lifts() => hidden is null
        ? [(0, Inputs, 0), (Step, Inputs, _h), (2 * Step, Inputs, Skip1)]
        : [(0, _hidden, 0), (Step, _hidden, _h), (2 * Step, Inputs, Skip1), (4 * Step, _hidden, Skip2)];

    static float* At(ReadOnlySpan<nint> parameters, int index, int group, int length) => (float*)parameters[index] + (long)group * length;
}
