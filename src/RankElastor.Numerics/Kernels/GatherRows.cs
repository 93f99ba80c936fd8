namespace RankElastor.Numerics.Kernels;

/// <summary>
/// Rows of a table by id: output[r·outputStride + outputOffset + j] = table[ids[r·idStride + idOffset]·width + j]
/// for r in 0 … rows − 1 and j in 0 … width − 1.
/// </summary>
/// <remarks>Throws <see cref="ArgumentOutOfRangeException"/> where an id lies outside the table.</remarks>
public static class GatherRows
{
    /// <summary>Copies the rows.</summary>
    public static void Copy(
        ReadOnlySpan<float> table, int width,
        ReadOnlySpan<int> ids, int idOffset, int idStride, int rows,
        Span<float> output, int outputOffset, int outputStride)
    {
        for (var r = 0; r < rows; r++)
        {
            if (r + CacheHint.Rows < rows)
            {
                CacheHint.Fetch(table, ids[(r + CacheHint.Rows) * idStride + idOffset] * width);
            }

            table.Slice(ids[r * idStride + idOffset] * width, width).CopyTo(output.Slice(r * outputStride + outputOffset, width));
        }
    }

    internal static void Scalar(
        ReadOnlySpan<float> table, int width,
        ReadOnlySpan<int> ids, int idOffset, int idStride, int rows,
        Span<float> output, int outputOffset, int outputStride)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var j = 0; j < width; j++)
            {
                output[r * outputStride + outputOffset + j] = table[ids[r * idStride + idOffset] * width + j];
            }
        }
    }
}
