using System.Runtime.Intrinsics;
using RankElastor.Kernels.Products;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Histories;

/// <summary>One range of histories of <see cref="Recurrence.Forward"/>.</summary>
sealed unsafe class RecurrenceForward(
    RecurrenceShape shape, RecurrenceOperands at, RecurrenceWeights weights, nint states)
    : RecurrenceRows(shape, at, weights)
{
    public void Run(int first, int end)
    {
        for (var row = first; row < end; row += RecurrenceShape.Piece)
        {
            var rows = Math.Min(RecurrenceShape.Piece, end - row);
            Lines.Clear(States, Padded, 0, rows);
            for (var step = 0; step < Shape.Steps.Length && Shape.Steps[step] > row; step++)
            {
                rows = Math.Min(rows, Shape.Steps[step] - row);
                var item = Shape.Offsets[step] + row;
                Multiply(rows, step);
                for (var i = 0; i < rows; i++)
                {
                    Advance(item + i, i);
                }

                Lines.Copy(States, Padded, (float*)states + item * (nint)Width, Width, rows, Width);
            }
        }
    }

    void Advance(int item, int row)
    {
        var x = Inputs(item);
        var y = Products + row * 3 * Padded;
        var state = States + row * Padded;
        var score = Score(item);
        for (var j = 0; j < Padded; j += Lanes.Count)
        {
            var unit = Unit(x + j, y + j, score);
            var before = Vector512.Load(state + j);
            Vector512.FusedMultiplyAdd(unit.Share, unit.Made - before, before).Store(state + j);
        }
    }
}
