using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.Chains;

// d width, h hidden; every matrix padded to 16 columns

/// <summary>
/// Gated linear unit of RankElastor. With a hidden width: s = x W_s2 + g(x W_1), y = (s ⊙ x W_2) W_c + x W_s1; without:
/// s = x W_s1 + g(x W_1), y = s ⊙ x W_2 + x W_s1. Every linear map has a bias where <c>bias</c> is set. All projections
/// of x are one GEMM with [W_1 | W_2 | W_s2 | W_s1], and so is their backward. Parameters, stacked [groups, …], a bias
/// after its weight: W_1, W_2, W_s1, then W_c and W_s2.
/// </summary>
/// <remarks>
/// Where a backward follows, g′(x W_1) takes the place of x W_1, and s that of x W_s2 or a place of its own. Then dq =
/// dy W_cᵀ; d(x W_2) = dq ⊙ s; d(x W_s2) = dq ⊙ x W_2; d(x W_1) = d(x W_s2) ⊙ g′; d(x W_s1) = dy.
/// </remarks>
public sealed unsafe class GatedUnitStage<TGate>(int width, int? hidden, bool bias) : RowStage(width, width)
    where TGate : struct, IActivationFunction
{
    readonly int _hidden = hidden ?? width;
    readonly int _d = Padded(width), _h = Padded(hidden ?? width);
    readonly int _projected = (hidden is null ? 2 : 3) * Padded(hidden ?? width) + Padded(width);

    /// <inheritdoc/>
    public override int Parameters => (hidden is null ? 3 : 5) * (bias ? 2 : 1);

    /// <inheritdoc/>
    public override int KeptWidth => _projected + _h; // the projections, and what W_c reduces, or s

    /// <inheritdoc/>
    public override long MultiplyAdds =>
        (hidden is null ? 3L : 4L) * Inputs * _hidden + (hidden is null ? 0 : (long)Inputs * Inputs);

    /// <inheritdoc/>
    public override long MultiplyAddsSaved => hidden is null ? 0 : (long)_hidden * Inputs + (long)Inputs * Inputs;

    /// <inheritdoc/>
    public override int PackedLength => (_d + 1) * _projected + (hidden is null ? 0 : _h * _d);

    /// <inheritdoc/>
    public override int TransposedLength => _projected * _d + (hidden is null ? 0 : Inputs * _h);

    /// <inheritdoc/>
    public override int ScratchWidth => hidden is null ? 0 : _h;

    int Skip1 => _projected - _d; // offset of x W_s1 among the projections

    int Skip2 => hidden is null ? Skip1 : 2 * _h;

    int Reduce => (_d + 1) * _projected; // offset of W_c in the packed weights

    /// <inheritdoc/>
    public override void Pack(ReadOnlySpan<nint> parameters, int group, float* packed)
    {
        foreach (var (weight, outputs, offset) in Projections())
        {
            Packing.Copy(At(parameters, weight, group, Inputs * outputs), Inputs, outputs, packed + offset, _projected);
            if (bias)
            {
                Packing.Copy(
                    At(parameters, weight + 1, group, outputs), 1, outputs, packed + _d * _projected + offset,
                    _projected);
            }
        }

        if (hidden is not null)
        {
            Packing.Copy(
                At(parameters, ReduceParameter, group, _hidden * Inputs), _hidden, Inputs, packed + Reduce, _d);
            if (bias) // the output's two biases are one
            {
                var sum = packed + _d * _projected + Skip1;
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
        foreach (var (weight, outputs, offset) in Projections())
        {
            Packing.Transpose(
                At(parameters, weight, group, Inputs * outputs), Inputs, outputs, transposed + offset * _d, _d);
        }

        if (hidden is not null)
        {
            Packing.Transpose(
                At(parameters, ReduceParameter, group, _hidden * Inputs), _hidden, Inputs, transposed + _projected * _d,
                _h);
        }
    }

    /// <inheritdoc/>
    public override void Unpack(ReadOnlySpan<nint> gradients, int group, float* packed)
    {
        foreach (var (weight, outputs, offset) in Projections())
        {
            Packing.CopyBack(
                packed + offset, _projected, Inputs, outputs, At(gradients, weight, group, Inputs * outputs));
            if (bias)
            {
                Packing.CopyBack(
                    packed + _d * _projected + offset, _projected, 1, outputs,
                    At(gradients, weight + 1, group, outputs));
            }
        }

        if (hidden is not null)
        {
            Packing.CopyBack(
                packed + Reduce, _d, _hidden, Inputs, At(gradients, ReduceParameter, group, _hidden * Inputs));
            if (bias)
            {
                Packing.CopyBack(
                    packed + _d * _projected + Skip1, _d, 1, Inputs, At(gradients, ReduceParameter + 1, group, Inputs));
            }
        }
    }

    /// <inheritdoc/>
    public override void Forward(in RowBlock block, in StageMemory memory)
    {
        var (x, w) = (new MatrixView(memory.Input, _d), new MatrixView(memory.Weights, _projected));
        var projections = new MatrixView(memory.Kept, _projected);
        var gated = new MatrixView(memory.Kept + block.Rows * _projected, _h);
        var reduces = hidden is not null && !memory.OutputKnown;
        var columns = reduces || hidden is null ? _projected : Skip1; // x W_s1 is for the output only
        var biases = bias ? new MatrixView(memory.Weights + _d * _projected, 0) : default;
        projections.SetToProduct(x, w, (block.Rows, columns, Inputs), biases);
        var y = new MatrixView(memory.Output, _d);
        Gate(block, projections, gated, y);
        if (reduces)
        {
            y.SetToProduct(
                gated, new MatrixView(memory.Weights + Reduce, _d), (block.Rows, _d, _hidden), projections.From(Skip1));
        }
    }

    /// <inheritdoc/>
    public override void Backward(in RowBlock block, in StageMemory memory)
    {
        var x = new MatrixView(memory.Input, _d);
        var dy = new MatrixView(memory.OutputGradient, _d);
        var dx = new MatrixView(memory.InputGradient, _d);
        var projections = new MatrixView(memory.Kept, _projected);
        var gated = new MatrixView(memory.Kept + block.Rows * _projected, _h);
        var dq = dy;
        if (hidden is not null)
        {
            // dW_c
            new MatrixView(memory.WeightGradient + Reduce, _d).AddTransposedProduct(gated, dy, (_h, _d, block.Rows));
            dq = new MatrixView(memory.Scratch, _h);
            // dy W_cᵀ
            dq.SetToProduct(dy, new MatrixView(memory.Transposed + _projected * _d, _h), (block.Rows, _h, Inputs));
        }

        GateBackward(block.Rows, projections, dq, dy, gated);
        new MatrixView(memory.WeightGradient, _projected).AddTransposedProduct(
            x, projections, (_d, _projected, block.Rows));
        if (bias)
        {
            ColumnSums.Add(projections.At, block.Rows, _projected, memory.WeightGradient + _d * _projected);
        }

        dx.SetToProduct(projections, new MatrixView(memory.Transposed, _d), (block.Rows, _d, _projected));
    }

    void Gate(in RowBlock block, MatrixView projections, MatrixView gated, MatrixView output)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            var first = projections.At + (long)row * _projected;
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

    /// <summary>The projections become their gradients.</summary>
    void GateBackward(int rows, MatrixView projections, MatrixView dq, MatrixView dy, MatrixView gated)
    {
        for (var row = 0; row < rows; row++)
        {
            var first = projections.At + (long)row * _projected;
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

    /// <summary>
    /// The matrices that read x: the number of the weight among the parameters, its outputs, and its columns' offset
    /// among the projections.
    /// </summary>
    IEnumerable<(int Weight, int Outputs, int Offset)> Projections() => hidden is null
        ? [(0, Inputs, 0), (Step, Inputs, _h), (2 * Step, Inputs, Skip1)]
        : [(0, _hidden, 0), (Step, _hidden, _h), (2 * Step, Inputs, Skip1), (4 * Step, _hidden, Skip2)];

    static float* At(ReadOnlySpan<nint> parameters, int index, int group, int length) =>
        (float*)parameters[index] + (long)group * length;
}
