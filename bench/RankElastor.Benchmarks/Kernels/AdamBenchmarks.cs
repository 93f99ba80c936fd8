using RankElastor.Kernels.Updates;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>One step of Adam, in the cache and in memory.</summary>
public class AdamBenchmarks
{
    readonly AdamStep _step = AdamStep.At(10, 1e-3, decay: 1e-6);
    float[] _weights = [], _gradients = [], _means = [], _squares = [];

    /// <summary>Weights.</summary>
    [Params(1 << 14, 1 << 22)]
    public int Length { get; set; }

    /// <summary>Draws the operands.</summary>
    [GlobalSetup]
    public void Draw()
    {
        (_weights, _gradients, _means) = (Numbers.Normal(Length), Numbers.Normal(Length, 2), Numbers.Normal(Length, 3));
        _squares = [.. _means.Select(mean => mean * mean)];
    }

    /// <summary>The definition.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar() => Adam.Scalar(_weights, _gradients, _means, _squares, _step);

    /// <summary>The kernel.</summary>
    [Benchmark]
    public void Apply() => Adam.Apply(_weights, _gradients, _means, _squares, _step);
}
