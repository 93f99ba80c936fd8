namespace RankElastor.Kernels.Products;

/// <summary>Rows in the cache: the first number and the distance of rows, a multiple of 16.</summary>
readonly unsafe struct Panel(float* at, int stride)
{
    /// <summary>The first number; null for no panel.</summary>
    public float* At => at;

    /// <summary>Distance of rows; 0 for one row that stands for all.</summary>
    public int Stride => stride;

    /// <summary>The panel from a column on.</summary>
    public Panel From(int column) => new(at + column, stride);

    /// <summary>this = start + x w, for so many rows, columns and columns of x.</summary>
    public void SetProduct(Panel x, Panel w, (int Rows, int Columns, int Depth) size, Panel start = default) => new PanelProduct
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

    /// <summary>this += xᵀ y, for so many columns of x and y and rows of both.</summary>
    public void AddTransposedProduct(Panel x, Panel y, (int Rows, int Columns, int Depth) size) => new PanelProduct
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
