using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Products;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Histories;

/// <summary>
/// What both directions of a <see cref="Recurrence"/> have of a piece of histories: their states before a step [piece,
/// p], what the weights make of them [piece, 3 p], and the gates. p is m padded; what lies beyond m is zero in the
/// states.
/// </summary>
abstract unsafe class RecurrenceRows : IDisposable
{
    readonly RecurrenceOperands _at;
    readonly RecurrenceWeights _weights;
    readonly NativeFloats _memory;
    readonly float* _line;

    protected RecurrenceRows(RecurrenceShape shape, RecurrenceOperands at, RecurrenceWeights weights)
    {
        (Shape, _at, _weights, Width, Padded) = (shape, at, weights, shape.Width, shape.PaddedWidth);
        _memory = new NativeFloats(RecurrenceShape.Piece * 4L * Padded + 3 * Padded);
        States = _memory.At;
        Products = States + RecurrenceShape.Piece * Padded;
        _line = Products + RecurrenceShape.Piece * 3 * Padded;
        var (reset, gate) = shape.Order;
        (Reset, Gate, New) = (reset * Padded, gate * Padded, 2 * Padded);
    }

    protected RecurrenceShape Shape { get; }

    protected int Width { get; }

    protected int Padded { get; }

    protected int Reset { get; }

    protected int Gate { get; }

    protected int New { get; }

    protected float* States { get; }

    protected float* Products { get; }

    public virtual void Dispose() => _memory.Dispose();

    /// <summary>Products = U h + c of the first rows; at the first step h is zero.</summary>
    protected void Multiply(int rows, int step) => new MatrixView(Products, 3 * Padded).SetToProduct(
        new MatrixView(States, Padded), new MatrixView(_weights.Transposed, 3 * Padded),
        (Padding.RoundUp(rows, Gemm.RowMultiple), 3 * Padded, step == 0 ? 0 : Width),
        new MatrixView(_weights.Bias, 0));

    /// <summary>An item's inputs, [3 p].</summary>
    protected float* Inputs(int item)
    {
        var own = (float*)_at.Inputs + item * 3L * Width;
        if (Width == Padded)
        {
            return own;
        }

        Lines.Copy(own, Width, _line, Padded, 3, Width);
        return _line;
    }

    /// <summary>An item's score; 1 where it has none.</summary>
    protected Lanes Score(int item) => Vector512.Create(_at.Scores == 0 ? 1 : ((float*)_at.Scores)[item]);

    /// <summary>The unit at 16 numbers of an item, x what goes in and y what comes from the state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected GatedUnit Unit(float* x, float* y, Lanes score)
    {
        var reset = Sigmoid(Vector512.Load(x + Reset) + Vector512.Load(y + Reset));
        var fromState = Vector512.Load(y + New);
        var argument = Vector512.FusedMultiplyAdd(reset, fromState, Vector512.Load(x + New));
        var made = Sigmoid(argument + argument) * 2 - Lanes.One; // tanh
        if (Shape.Kind == RecurrenceKind.Agru)
        {
            return new(reset, fromState, made, Lanes.One, score);
        }

        var gate = Sigmoid(Vector512.Load(x + Gate) + Vector512.Load(y + Gate));
        return new(
            reset, fromState, made, gate, Shape.Kind == RecurrenceKind.Gru ? Lanes.One - gate : score * gate);
    }

    static Lanes Sigmoid(Lanes x) => Lanes.One / (Lanes.One + VectorExp.Of(-x));

    /// <summary>r, U_n h + c_n, ñ, the gate u or z, which is 1 where there is none, and the share of ñ.</summary>
    protected readonly record struct GatedUnit(Lanes Reset, Lanes FromState, Lanes Made, Lanes Gate, Lanes Share);
}
