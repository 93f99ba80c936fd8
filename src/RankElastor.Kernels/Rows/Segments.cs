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

    static Span<T> Vector<T>(nint first, int index, int width) where T : unmanaged =>
        new((T*)first + (long)index * width, width);
}
