using RankElastor.Numerics.Kernels;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>Column statistics and the gradient of batch normalisation for 64 rows of 500; the definitions are in double precision.</summary>
public class BatchNormBenchmarks
{
    const int Rows = 64, Columns = 500;
    readonly float[] _x = Numbers.Normal(Rows * Columns), _d = Numbers.Normal(Rows * Columns, 2);
    readonly float[] _means = new float[Columns], _deviations = new float[Columns], _ones = [.. Enumerable.Repeat(1f, Columns)], _sums = new float[Columns];
    readonly double[] _wideD = Array.ConvertAll(Numbers.Normal(Rows * Columns, 2), x => (double)x), _wideSums = new double[Columns];
    readonly double[] _wideMeans = new double[Columns], _wideDeviations = new double[Columns], _wideOnes = [.. Enumerable.Repeat(1.0, Columns)];

    /// <summary>The definition of the statistics.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("statistics")]
    public void ScalarMoments() => ColumnMoments.Scalar(_x, _wideMeans, _wideDeviations);

    /// <summary>The kernel.</summary>
    [Benchmark, BenchmarkCategory("statistics")]
    public void Moments() => ColumnMoments.Of(_x, _means, _deviations);

    /// <summary>The definition of the gradient.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("gradient")]
    public void ScalarGradient() => BatchNormGradient.Scalar(_wideD, _x, _wideMeans, _wideOnes, _ones, _wideSums);

    /// <summary>Both kernels of the gradient.</summary>
    [Benchmark, BenchmarkCategory("gradient")]
    public void Gradient()
    {
        BatchNormGradient.AddWeightGradient(_d, _x, _means, _ones, _sums);
        BatchNormGradient.Apply(_d, _x, new BatchNormColumns { Means = _means, Inverse = _ones, Scale = _ones, MeanD = _means, MeanDx = _means });
    }
}
