using RankElastor.Kernels.Updates;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>Σ x² in double precision, in the cache and in memory.</summary>
public class SumOfSquaresBenchmarks
{
    float[] _x = [];

    /// <summary>Numbers.</summary>
    [Params(1 << 14, 1 << 22)]
    public int Length { get; set; }

    /// <summary>Draws the operand.</summary>
    [GlobalSetup]
    public void Draw() => _x = Numbers.Normal(Length);

    /// <summary>The definition.</summary>
    [Benchmark(Baseline = true)]
    public double Scalar() => SumOfSquares.Scalar(_x);

    /// <summary>The kernel.</summary>
    [Benchmark]
    public double Of() => SumOfSquares.Of(_x);
}
