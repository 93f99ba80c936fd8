namespace RankElastor.Kernels.Chains;

/// <summary>
/// Copies and transposes between dense and padded matrices. Padding of a destination is not written: it is zero from
/// the start and stays so.
/// </summary>
static unsafe class Packing
{
    /// <summary>destination[r, c] = source[r, c], source dense.</summary>
    public static void Copy(float* source, int rows, int columns, float* destination, int stride)
    {
        for (var r = 0; r < rows; r++)
        {
            new ReadOnlySpan<float>(source + (long)r * columns, columns).CopyTo(
                new Span<float>(destination + (long)r * stride, columns));
        }
    }

    /// <summary>destination[c, r] = source[r, c], source dense.</summary>
    public static void Transpose(float* source, int rows, int columns, float* destination, int stride) =>
        Transpose(source, columns, rows, columns, destination, stride);

    /// <summary>destination[r, c] = padded[r, c], destination dense.</summary>
    public static void CopyBack(float* padded, int stride, int rows, int columns, float* destination)
    {
        for (var r = 0; r < rows; r++)
        {
            new ReadOnlySpan<float>(padded + (long)r * stride, columns).CopyTo(
                new Span<float>(destination + (long)r * columns, columns));
        }
    }

    /// <summary>destination[c, r] = padded[r, c], destination dense.</summary>
    public static void TransposeBack(float* padded, int stride, int rows, int columns, float* destination) =>
        Transpose(padded, stride, rows, columns, destination, rows);

    static void Transpose(float* source, int sourceStride, int rows, int columns, float* destination, int stride)
    {
        const int tile = 16; // both sides stay within a few cache lines
        for (var r0 = 0; r0 < rows; r0 += tile)
        {
            for (var c0 = 0; c0 < columns; c0 += tile)
            {
                for (var r = r0; r < Math.Min(r0 + tile, rows); r++)
                {
                    for (var c = c0; c < Math.Min(c0 + tile, columns); c++)
                    {
                        destination[(long)c * stride + r] = source[(long)r * sourceStride + c];
                    }
                }
            }
        }
    }
}
