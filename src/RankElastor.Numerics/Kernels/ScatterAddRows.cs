using System.Numerics;

namespace RankElastor.Numerics.Kernels;

/// <summary>
/// The reverse of <see cref="GatherRows"/>: for r = 0, 1, …, in this order,
/// sums[ids[r·idStride + idOffset]·width + j] += gradients[r·gradientStride + gradientOffset + j].
/// </summary>
/// <remarks>
/// The first touch of a row in a step overwrites it, so the buffer need not be cleared for rows that are listed as touched.
/// A row is touched for the first time where <c>stamps[id] != stamp</c>; give each step a new stamp, and 0 to none.
/// Sequential per table, hence the same sums on every run; different tables may run on different threads.
/// </remarks>
public static class ScatterAddRows
{
    /// <summary>Adds the rows, lists each touched id once in the order of first touch, and returns how many there are.</summary>
    /// <param name="sums">[table rows, width]; afterwards right in the touched rows, as it was in the others.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="ids">The id matrix.</param>
    /// <param name="idOffset">Index of the first id.</param>
    /// <param name="idStride">Ids in a row of the id matrix.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="gradients">The gradients of what was gathered.</param>
    /// <param name="gradientOffset">Index of the first number.</param>
    /// <param name="gradientStride">Numbers in a row of the batch.</param>
    /// <param name="stamps">[table rows]; the last stamp under which each row was touched.</param>
    /// <param name="stamp">This step's stamp.</param>
    /// <param name="touched">Receives the ids from index <paramref name="count"/> on; room for the distinct ids.</param>
    /// <param name="count">Ids already listed under this stamp: 0, or what the call for an earlier field of the same table returned.</param>
    public static int Add(
        Span<float> sums, int width,
        ReadOnlySpan<int> ids, int idOffset, int idStride, int rows,
        ReadOnlySpan<float> gradients, int gradientOffset, int gradientStride,
        Span<int> stamps, int stamp, Span<int> touched, int count = 0)
    {
        for (var r = 0; r < rows; r++)
        {
            if (r + CacheHint.Rows < rows)
            {
                var ahead = ids[(r + CacheHint.Rows) * idStride + idOffset];
                CacheHint.Fetch<float>(sums, ahead * width);
                CacheHint.Fetch<int>(stamps, ahead);
            }

            var id = ids[r * idStride + idOffset];
            var row = sums.Slice(id * width, width);
            var gradient = gradients.Slice(r * gradientStride + gradientOffset, width);
            if (stamps[id] == stamp)
            {
                AddRow(row, gradient);
            }
            else
            {
                stamps[id] = stamp;
                touched[count++] = id;
                gradient.CopyTo(row);
            }
        }

        return count;
    }

    internal static void AddRow(Span<float> row, ReadOnlySpan<float> gradient)
    {
        var done = 0;
        for (; done <= row.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            (new Vector<float>(row[done..]) + new Vector<float>(gradient[done..])).CopyTo(row[done..]);
        }

        for (; done < row.Length; done++)
        {
            row[done] += gradient[done];
        }
    }
}
