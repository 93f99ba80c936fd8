using RankElastor.Kernels.FieldProducts;
using RankElastor.Numerics.Threads;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>A layer of xDeepFM, 39 fields × 32 maps → 32, for 1,024 rows on one thread.</summary>
public class WeightedProductsBenchmarks
{
    const int Rows = 1024, Fields = 39, Maps = 32, Outputs = 32;
    readonly float[] _y = new float[Rows * Outputs];
    readonly ProductOperands _operands = new(
        Rows, Numbers.Normal(Rows * Fields), Numbers.Normal(Rows * Maps, 2), Numbers.Normal(Outputs * Fields * Maps, 3),
        Numbers.Normal(Outputs, 4));

    /// <summary>The definition.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar() => WeightedProducts.Scalar(_operands, _y);

    /// <summary>The kernel.</summary>
    [Benchmark]
    public void Forward() => WeightedProducts.Forward(_operands, _y, Workers.Sequential);
}
