using System.Numerics;
using System.Numerics.Tensors;
using RankElastor.Numerics.Threads;

namespace RankElastor.Kernels.Rows;

/// <summary>
/// Vectors of rows of different lengths, row behind row: events [N, E], where row b has those from offsets[b] to before
/// offsets[b + 1]. Numbers are float32 or float64. A row is one thread's, its events in order, so that results do not
/// depend on threads.
/// </summary>
public static unsafe class Segments
{
    const int Grain = 64; // rows

    /// <summary>sums[b, :] = Σ events of row b; 0 where it has none.</summary>
    public static void Sum<T>(nint events, int[] offsets, nint sums, int width, Workers workers)
        where T : unmanaged, INumber<T> => workers.For(offsets.Length - 1, Grain, (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            var sum = Vector<T>(sums, row, width);
            sum.Clear();
            for (var place = offsets[row]; place < offsets[row + 1]; place++)
            {
                TensorPrimitives.Add(sum, Vector<T>(events, place, width), sum);
            }
        }
    });

    /// <summary>events[i, :] = rows[b, :] for each event i of row b.</summary>
    public static void Repeat<T>(nint rows, int[] offsets, nint events, int width, Workers workers)
        where T : unmanaged, INumber<T> => workers.For(offsets.Length - 1, Grain, (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            for (var place = offsets[row]; place < offsets[row + 1]; place++)
            {
                Vector<T>(rows, row, width).CopyTo(Vector<T>(events, place, width));
            }
        }
    });

    /// <summary>largest[b] = the largest of the numbers [N] of row b; 0 where it has none.</summary>
    public static void Largest<T>(nint numbers, int[] offsets, nint largest, Workers workers)
        where T : unmanaged, INumber<T> => workers.For(offsets.Length - 1, Grain, (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            var count = offsets[row + 1] - offsets[row];
            Vector<T>(largest, row, 1)[0] = count == 0 ? T.Zero
                : TensorPrimitives.Max<T>(new ReadOnlySpan<T>((T*)numbers + offsets[row], count));
        }
    });

    /// <summary>
    /// largest[b, e] = the largest number e of row b's events, and which event has it, the first of equal ones, [B, E];
    /// 0 and −1 where a row has none.
    /// </summary>
    public static void Largest<T>(nint events, int[] offsets, nint largest, nint which, int width, Workers workers)
        where T : unmanaged, INumber<T> => workers.For(offsets.Length - 1, Grain, (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            var values = Vector<T>(largest, row, width);
            var places = Vector<int>(which, row, width);
            values.Clear();
            places.Fill(-1);
            for (var place = offsets[row]; place < offsets[row + 1]; place++)
            {
                var own = Vector<T>(events, place, width);
                for (var e = 0; e < width; e++)
                {
                    if (places[e] < 0 || own[e] > values[e])
                    {
                        (values[e], places[e]) = (own[e], place);
                    }
                }
            }
        }
    });

    /// <summary>events[which[b, e], e] = rows[b, e], the others 0: the way back of the largest.</summary>
    public static void ToLargest<T>(nint rows, nint which, int[] offsets, nint events, int width, Workers workers)
        where T : unmanaged, INumber<T> => workers.For(offsets.Length - 1, Grain, (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            var values = Vector<T>(rows, row, width);
            var places = Vector<int>(which, row, width);
            for (var place = offsets[row]; place < offsets[row + 1]; place++)
            {
                var own = Vector<T>(events, place, width);
                for (var e = 0; e < width; e++)
                {
                    own[e] = places[e] == place ? values[e] : T.Zero;
                }
            }
        }
    });

    /// <summary>
    /// joined [N + B, E]: each row's events and behind them its own last vector, [B, E]; backwards from joined to both.
    /// </summary>
    public static void Append<T>(
        nint events, int[] offsets, nint lasts, nint joined, int width, bool backwards, Workers workers)
        where T : unmanaged, INumber<T> => workers.For(offsets.Length - 1, Grain, (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            var numbers = (offsets[row + 1] - offsets[row]) * width;
            var run = new Span<T>((T*)joined + ((long)offsets[row] + row) * width, numbers + width);
            var own = new Span<T>((T*)events + (long)offsets[row] * width, numbers);
            var last = Vector<T>(lasts, row, width);
            if (backwards)
            {
                run[..numbers].CopyTo(own);
                run[numbers..].CopyTo(last);
            }
            else
            {
                own.CopyTo(run);
                last.CopyTo(run[numbers..]);
            }
        }
    });

    static Span<T> Vector<T>(nint first, int index, int width) where T : unmanaged =>
        new((T*)first + (long)index * width, width);
}
