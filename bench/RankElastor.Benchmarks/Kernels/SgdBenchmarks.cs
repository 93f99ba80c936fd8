using RankElastor.Kernels.Updates;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>One step of gradient descent, in the cache and in memory.</summary>
public class SgdBenchmarks
{
    float[] _weights = [], _gradients = [];

    /// <summary>Weights.</summary>
    [Params(1 << 14, 1 << 22)]
    public int Length { get; set; }

    /// <summary>Draws the operands.</summary>
    [GlobalSetup]
    public void Draw() => (_weights, _gradients) = (Numbers.Normal(Length), Numbers.Normal(Length, 2));

    /// <summary>The definition.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar() => Sgd.Scalar(_weights, _gradients, 1e-6f, 1, 1e-6f);

    /// <summary>The kernel.</summary>
    [Benchmark]
    public void Apply() => Sgd.Vectorised(_weights, _gradients, 1e-6f, 1, 1e-6f);
}
