using System.Runtime.Intrinsics;
using RankElastor.Kernels.Products;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Histories;

/// <summary>One range of histories of <see cref="Recurrence.Backward"/>: each piece from its last step to its first.
/// </summary>
sealed unsafe class RecurrenceBackward : RecurrenceRows
{
    readonly RecurrenceOperands _gradients;
    readonly RecurrenceWeights _weights;
    readonly float* _states, _stateGradients;
    readonly NativeFloats _memory;
    readonly float* _behind, _above, _inputGradient; // dh of the steps behind [piece, p], an item's dh [p] and dx [3 p]

    public RecurrenceBackward(
        RecurrenceShape shape, RecurrenceOperands at, RecurrenceWeights weights, (nint At, nint Gradients) states,
        RecurrenceOperands gradients)
        : base(shape, at, weights)
    {
        (_weights, _gradients) = (weights, gradients);
        _states = (float*)states.At;
        _stateGradients = (float*)states.Gradients;
        _memory = new NativeFloats((RecurrenceShape.Piece + 4L) * Padded);
        _behind = _memory.At;
        _above = _behind + RecurrenceShape.Piece * Padded;
        _inputGradient = _above + Padded;
    }

    /// <summary>Adds to the weights' gradients, U's [3 p, p] and behind it c's [3 p].</summary>
    public void Run(int first, int end, float* sums)
    {
        for (var row = first; row < end; row += RecurrenceShape.Piece)
        {
            Lines.Clear(_behind, Padded, 0, RecurrenceShape.Piece);
            var step = Shape.Steps.Length;
            while (Shape.Steps[step - 1] <= row)
            {
                step--;
            }

            while (step-- > 0)
            {
                Step(row, Math.Min(Math.Min(RecurrenceShape.Piece, end - row), Shape.Steps[step] - row), step, sums);
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _memory.Dispose();
    }

    void Step(int first, int rows, int step, float* sums)
    {
        if (step == 0)
        {
            Lines.Clear(States, Padded, 0, rows);
        }
        else
        {
            var before = _states + (Shape.Offsets[step - 1] + first) * (nint)Width;
            Lines.Copy(before, Width, States, Padded, rows, Width);
        }

        Multiply(rows, step);
        for (var i = 0; i < rows; i++)
        {
            Retreat(Shape.Offsets[step] + first + i, i);
        }

        var whole = Padding.RoundUp(rows, Gemm.RowMultiple);
        Lines.Clear(Products, 3 * Padded, rows, whole);
        ColumnSums.Add(Products, whole, 3 * Padded, sums + 3L * Padded * Padded);
        if (step > 0)
        {
            var (above, behind) = (new MatrixView(Products, 3 * Padded), new MatrixView(_behind, Padded));
            new MatrixView(sums, Padded).AddTransposedProduct(
                above, new MatrixView(States, Padded), (3 * Padded, Padded, rows));
            behind.SetToProduct(
                above, new MatrixView(_weights.Plain, Padded), (whole, Padded, 3 * Padded), behind);
        }
    }

    /// <summary>
    /// dñ = s dh, ds = (ñ − h) dh and dh = (1 − s) dh; behind the gates the products' gradients, in their place.
    /// </summary>
    void Retreat(int item, int row)
    {
        var x = Inputs(item);
        var y = Products + row * 3 * Padded;
        var state = States + row * Padded;
        var behind = _behind + row * Padded;
        var above = _stateGradients + item * (nint)Width;
        var own = (float*)_gradients.Inputs + item * 3L * Width;
        var dx = Width == Padded ? own : _inputGradient;
        var score = Score(item);
        if (Width != Padded)
        {
            Lines.Copy(above, Width, _above, Padded, 1, Width);
            above = _above;
        }

        var scoreGradient = Lanes.Zero;
        for (var j = 0; j < Padded; j += Lanes.Count)
        {
            var unit = Unit(x + j, y + j, score);
            var dh = Vector512.Load(above + j) + Vector512.Load(behind + j);
            (dh * (Lanes.One - unit.Share)).Store(behind + j);
            var made = dh * unit.Share * (Lanes.One - unit.Made * unit.Made);
            made.Store(dx + New + j);
            (made * unit.Reset).Store(y + New + j);
            var reset = made * unit.FromState * unit.Reset * (Lanes.One - unit.Reset);
            reset.Store(dx + Reset + j);
            reset.Store(y + Reset + j);
            var share = dh * (unit.Made - Vector512.Load(state + j));
            scoreGradient = Vector512.FusedMultiplyAdd(share, unit.Gate, scoreGradient);
            share *= Shape.Kind == RecurrenceKind.Gru ? -Lanes.One : score;
            var gate = share * unit.Gate * (Lanes.One - unit.Gate);
            gate.Store(dx + Gate + j);
            gate.Store(y + Gate + j);
        }

        if (Width != Padded)
        {
            Lines.Copy(_inputGradient, Padded, own, Width, 3, Width);
        }

        if (_gradients.Scores != 0)
        {
            ((float*)_gradients.Scores)[item] = Vector512.Sum(scoreGradient);
        }
    }
}
