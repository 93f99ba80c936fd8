using RankElastor.Kernels.Products;

namespace RankElastor.Benchmarks.Products;

/// <summary>C = A B for panels in the cache, rows × depth × columns, and AᵀB of the same sizes.</summary>
public unsafe class GemmBenchmarks
{
    NativeFloats _a = null!, _b = null!, _c = null!;
    Gemm _product;

    /// <summary>Rows × depth × columns.</summary>
    [Params("64x64x192", "128x30x512", "64x192x64")]
    public string Shape { get; set; } = "";

    /// <summary>Whether A is read by columns.</summary>
    [Params(false, true)]
    public bool Transposed { get; set; }

    /// <summary>Draws the operands.</summary>
    [GlobalSetup]
    public void Draw()
    {
        if (Shape.Split('x').Select(size => int.Parse(size, null)).ToArray() is not [var rows, var depth, var columns])
        {
            throw new InvalidOperationException($"{Shape} is not rows x depth x columns.");
        }

        (_a, _b, _c) = (
            Numbers.Native(rows * depth), Numbers.Native(depth * columns), new NativeFloats(rows * columns));
        _product = new Gemm
        {
            Rows = rows,
            Columns = columns,
            Depth = depth,
            A = _a.At,
            RowStride = Transposed ? 1 : depth,
            DepthStride = Transposed ? rows : 1,
            B = _b.At,
            BStride = columns,
            C = _c.At,
            CStride = columns,
        };
    }

    /// <summary>Frees the operands.</summary>
    [GlobalCleanup]
    public void Free()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    /// <summary>The definition.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar() => _product.Scalar();

    /// <summary>The tiles.</summary>
    [Benchmark]
    public void Tiles() => _product.Run();
}
