namespace RankElastor.Kernels.Products;

/// <summary>
/// A row-major matrix in the cache: the address of its first number and the distance of its rows, a multiple of 16.
/// </summary>
readonly unsafe struct MatrixView(float* at, int stride)
{
    /// <summary>The first number; null for no matrix.</summary>
    public float* At => at;

    /// <summary>Distance of rows; 0 for one row that stands for all.</summary>
    public int Stride => stride;

    public MatrixView From(int column) => new(at + column, stride);

    /// <summary>GEMM, this = start + x w, for so many rows, columns and columns of x.</summary>
    public void SetToProduct(
        MatrixView x, MatrixView w, (int Rows, int Columns, int Depth) size, MatrixView start = default) => new Gemm
        {
            Rows = size.Rows,
            Columns = size.Columns,
            Depth = size.Depth,
            A = x.At,
            RowStride = x.Stride,
            DepthStride = 1,
            B = w.At,
            BStride = w.Stride,
            C = at,
            CStride = stride,
            Start = start.At,
            StartStride = start.Stride,
        }.Run();

    /// <summary>GEMM, this += xᵀ y, for so many columns of x and y and rows of both.</summary>
    public void AddTransposedProduct(MatrixView x, MatrixView y, (int Rows, int Columns, int Depth) size) => new Gemm
    {
        Rows = size.Rows,
        Columns = size.Columns,
        Depth = size.Depth,
        A = x.At,
        RowStride = 1,
        DepthStride = x.Stride,
        B = y.At,
        BStride = y.Stride,
        C = at,
        CStride = stride,
        Start = at,
        StartStride = stride,
    }.Run();
}
