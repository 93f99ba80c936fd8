using RankElastor.Kernels.Chains;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Products;
using RankElastor.Numerics.Threads;

namespace RankElastor.Benchmarks.Chains;

/// <summary>
/// The gated unit of width 30 and hidden width 90 for 1,024 rows of one group on one thread, forward and backward.
/// </summary>
public unsafe class GatedUnitBenchmarks
{
    // columns of the four matrices that read x
    const int Rows = 1024, Width = 30, Hidden = 90, PaddedWidth = 32, Lifts = 3 * 96 + PaddedWidth;
    static readonly int[] _lengths = [
        Width * Hidden, Hidden, Width * Hidden, Hidden, Width * Width, Width, Hidden * Width, Width, Width * Hidden,
        Hidden];
    readonly NativeFloats[] _parameters = [.. _lengths.Select(length => Numbers.Native(length, 0.2f))];
    readonly NativeFloats[] _gradients = [.. _lengths.Select(length => new NativeFloats(length))];
    readonly NativeFloats _x = Numbers.Native(Rows * Lifts), _y = Numbers.Native(Rows * Lifts), _dx = new(Rows * Lifts);
    readonly RowChain _chain = new([new GatedUnitStage<GeluFunction>(Width, Hidden, true)], 1);
    readonly ChainPass _pass = new(Rows, Training: true, Seed: 1, Step: 2, Workers.Sequential);

    /// <summary>
    /// The products alone, by their definition: x with the lifts and the reduction, and the two products that each
    /// needs on the way back.
    /// </summary>
    [Benchmark(Baseline = true)]
    public void ScalarProducts()
    {
        for (var i = 0; i < 3; i++) // either product of the way back has as many multiply-adds as that of forward
        {
            Product(Lifts, Width).Scalar();
            Product(PaddedWidth, Hidden).Scalar();
        }
    }

    /// <summary>The chain, products, gates and all.</summary>
    [Benchmark]
    public void Chain()
    {
        var parameters = Array.ConvertAll(_parameters, parameter => (nint)parameter.At);
        _chain.Forward(_pass, parameters, RowsOf(_x), RowsOf(_y), 0);
        _chain.Backward(_pass, parameters, RowsOf(_x), 0, new ChainGradients
        {
            Output = RowsOf(_y),
            Input = RowsOf(_dx),
            Parameters = Array.ConvertAll(_gradients, gradient => (nint)gradient.At),
        });
    }

    Gemm Product(int columns, int depth) => new()
    {
        Rows = Rows,
        Columns = columns,
        Depth = depth,
        A = _x.At,
        RowStride = depth,
        DepthStride = 1,
        B = _y.At,
        BStride = columns,
        C = _dx.At,
        CStride = columns,
    };

    static ChainRows RowsOf(NativeFloats numbers) => new((nint)numbers.At, Width, Rows * Width);
}
