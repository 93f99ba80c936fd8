using System.Runtime.Intrinsics;
using RankElastor.Numerics.Functions;
using RankElastor.Numerics.Products;

namespace RankElastor.Numerics.Chains;

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
        var lifts = memory.Kept;
        new PanelProduct
        {
            Rows = block.Rows, Columns = memory.OutputKnown && hidden is not null ? Skip1 : _lifted, Depth = Inputs,
            A = memory.Input, RowStride = _d, DepthStride = 1, B = memory.Weights, BStride = _lifted, C = lifts, CStride = _lifted,
            Start = bias ? memory.Weights + _d * _lifted : null, StartStride = 0,
        }.Run();
        var gated = memory.Kept + block.Rows * _lifted; // [rows, h]
        Gate(block, lifts, gated, memory.Output);
        if (hidden is null || memory.OutputKnown)
        {
            return;
        }

        new PanelProduct // + x W_s1
        {
            Rows = block.Rows, Columns = _d, Depth = _hidden,
            A = gated, RowStride = _h, DepthStride = 1, B = memory.Weights + Reduce, BStride = _d, C = memory.Output, CStride = _d,
            Start = lifts + Skip1, StartStride = _lifted,
        }.Run();
    }

    /// <inheritdoc/>
    public override void Backward(in RowBlock block, in StageMemory memory)
    {
        var lifts = memory.Kept;
        var dy = memory.OutputGradient;
        var dq = memory.OutputGradient;
        if (hidden is not null)
        {
            new PanelProduct // dW_c += gatedᵀ dy
            {
                Rows = _h, Columns = _d, Depth = block.Rows,
                A = memory.Kept + block.Rows * _lifted, RowStride = 1, DepthStride = _h, B = dy, BStride = _d, C = memory.WeightGradient + Reduce, CStride = _d,
                Start = memory.WeightGradient + Reduce, StartStride = _d,
            }.Run();
            dq = memory.Scratch;
            new PanelProduct // dq = dy W_cᵀ
            {
                Rows = block.Rows, Columns = _h, Depth = Inputs,
                A = dy, RowStride = _d, DepthStride = 1, B = memory.Transposed + _lifted * _d, BStride = _h, C = dq, CStride = _h,
            }.Run();
        }

        GateBackward(block.Rows, lifts, dq, dy, memory.Kept + block.Rows * _lifted);
        new PanelProduct // dW += xᵀ d(lifts)
        {
            Rows = _d, Columns = _lifted, Depth = block.Rows,
            A = memory.Input, RowStride = 1, DepthStride = _d, B = lifts, BStride = _lifted, C = memory.WeightGradient, CStride = _lifted,
            Start = memory.WeightGradient, StartStride = _lifted,
        }.Run();
        if (bias)
        {
            ColumnSums.Add(lifts, block.Rows, _lifted, memory.WeightGradient + _d * _lifted);
        }

        new PanelProduct // dx = d(lifts) Wᵀ
        {
            Rows = block.Rows, Columns = _d, Depth = _lifted,
            A = lifts, RowStride = _lifted, DepthStride = 1, B = memory.Transposed, BStride = _d, C = memory.InputGradient, CStride = _d,
        }.Run();
    }

    void Gate(in RowBlock block, float* lifts, float* gated, float* output)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            var first = lifts + (long)row * _lifted;
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
                    sum.Store(gated + (long)row * _h + j);
                    Vector512.FusedMultiplyAdd(sum, value, residual).Store(output + (long)row * _d + j);
                }
                else
                {
                    sum.Store(skip + j);
                    (sum * value).Store(gated + (long)row * _h + j);
                }
            }
        }
    }

    void GateBackward(int rows, float* lifts, float* dq, float* dy, float* gated) // the lifts become their gradients
    {
        for (var row = 0; row < rows; row++)
        {
            var first = lifts + (long)row * _lifted;
            var skip = first + Skip2;
            var sum = hidden is null ? gated + (long)row * _h : skip;
            for (var j = 0; j < _h; j += 16)
            {
                var gradient = Vector512.Load(dq + (long)row * _h + j);
                var down = gradient * Vector512.Load(first + _h + j);
                (gradient * Vector512.Load(sum + j)).Store(first + _h + j);
                (hidden is null ? down + gradient : down).Store(skip + j);
                (down * Vector512.Load(first + j)).Store(first + j);
            }

            if (hidden is not null)
            {
                new ReadOnlySpan<float>(dy + (long)row * _d, _d).CopyTo(new Span<float>(first + Skip1, _d));
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
