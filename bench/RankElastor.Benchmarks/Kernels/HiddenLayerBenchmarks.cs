using RankElastor.Numerics.Kernels;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>The passes over a hidden layer of 64 rows of 500: bias, ReLU and dropout, and the way back.</summary>
public class HiddenLayerBenchmarks
{
    const int Rows = 64, Columns = 500;
    readonly DropoutMask _mask = new(seed: 1, step: 2, layer: 3, probability: 0.2);
    readonly float[] _x = Numbers.Normal(Rows * Columns), _y = new float[Rows * Columns];
    readonly float[] _shift = Numbers.Normal(Columns, 2), _sums = new float[Columns];

    /// <summary>The definition of forward.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void ScalarForward()
    {
        _x.CopyTo(_y, 0);
        ScaledRelu.Scalar(_y, [], _shift, _mask, 0);
    }

    /// <summary>The kernel.</summary>
    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        _x.CopyTo(_y, 0);
        ScaledRelu.Apply(_y, [], _shift, _mask, 0);
    }

    /// <summary>The definition of backward.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void ScalarBackward() => ReluGradient.Scalar(_x, _x, 1.25f, _y, _sums);

    /// <summary>The kernel.</summary>
    [Benchmark, BenchmarkCategory("backward")]
    public void Backward() => ReluGradient.Apply(_x, _x, 1.25f, _y, _sums);
}
