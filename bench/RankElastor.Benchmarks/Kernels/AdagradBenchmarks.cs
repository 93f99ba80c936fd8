using RankElastor.Kernels.Updates;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>One step of Adagrad, in the cache and in memory.</summary>
public class AdagradBenchmarks
{
    float[] _weights = [], _gradients = [], _squares = [];

    /// <summary>Weights.</summary>
    [Params(1 << 14, 1 << 22)]
    public int Length { get; set; }

    /// <summary>Draws the operands.</summary>
    [GlobalSetup]
    public void Draw() => (_weights, _gradients, _squares) =
        (Numbers.Normal(Length), Numbers.Normal(Length, 2), [.. Numbers.Normal(Length, 3).Select(Math.Abs)]);

    /// <summary>The definition.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar() => AdagradKernel.Scalar(_weights, _gradients, _squares, 0.01f, 1, 1e-6f);

    /// <summary>The kernel.</summary>
    [Benchmark]
    public void Apply() => AdagradKernel.Apply(_weights, _gradients, _squares, 0.01f, 1, 1e-6f);
}
