using RankElastor.Numerics.Threads;

namespace RankElastor.Kernels.Rows;

/// <summary>
/// Copies of rows of so many bytes, of any type: to[i, :] = from[sources[i], :], or 0 where sources[i] is −1; and back,
/// where no row is a source twice.
/// </summary>
public static unsafe class RowSelection
{
    const int Grain = 1024;

    /// <summary>Writes all rows of <paramref name="to"/>.</summary>
    public static void Gather(nint from, int[] sources, nint to, int bytes, Workers workers) =>
        workers.For(sources.Length, Grain, (start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                if (sources[i] < 0)
                {
                    Row(to, i, bytes).Clear();
                }
                else
                {
                    Row(from, sources[i], bytes).CopyTo(Row(to, i, bytes));
                }
            }
        });

    /// <summary>to[sources[i], :] = from[i, :]; other rows of <paramref name="to"/> stay.</summary>
    public static void Scatter(nint from, int[] sources, nint to, int bytes, Workers workers) =>
        workers.For(sources.Length, Grain, (start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                if (sources[i] >= 0)
                {
                    Row(from, i, bytes).CopyTo(Row(to, sources[i], bytes));
                }
            }
        });

    static Span<byte> Row(nint first, int index, int bytes) => new((byte*)first + (long)index * bytes, bytes);
}
