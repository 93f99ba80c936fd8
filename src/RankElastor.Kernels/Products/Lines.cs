namespace RankElastor.Kernels.Products;

/// <summary>Copies of matrices with different distances of rows; what is beyond a row's width stays.</summary>
static unsafe class Lines
{
    /// <summary>target[i, 0 … width) = source[i, 0 … width).</summary>
    public static void Copy(float* source, nint sourceStride, float* target, nint targetStride, int rows, int width)
    {
        for (var row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(source + row * sourceStride, width).CopyTo(
                new Span<float>(target + row * targetStride, width));
        }
    }

    /// <summary>target[j, i] = source[i, j].</summary>
    public static void Transpose(
        float* source, nint sourceStride, float* target, nint targetStride, int rows, int width)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var j = 0; j < width; j++)
            {
                target[j * targetStride + row] = source[row * sourceStride + j];
            }
        }
    }

    /// <summary>Zeros in rows first … end − 1.</summary>
    public static void Clear(float* matrix, nint stride, int first, int end) =>
        new Span<float>(matrix + first * stride, (int)((end - first) * stride)).Clear();
}
