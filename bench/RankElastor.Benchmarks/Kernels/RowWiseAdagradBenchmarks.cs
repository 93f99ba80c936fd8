using RankElastor.Kernels.Updates;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>One step of row-wise Adagrad for 1,024 rows of 20 numbers.</summary>
public class RowWiseAdagradBenchmarks
{
    const int Rows = 1024, Width = 20;
    readonly float[] _weights = Numbers.Normal(Rows * Width), _gradients = Numbers.Normal(Rows * Width, 2);
    readonly float[] _squares = [.. Enumerable.Repeat(1f, Rows)];

    /// <summary>The definition.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar()
    {
        for (var row = 0; row < Rows; row++)
        {
            var own = _weights.AsSpan(row * Width, Width);
            RowWiseAdagrad.Scalar(own, _gradients.AsSpan(row * Width, Width), ref _squares[row], 0.01f, 1, 1e-6f);
        }
    }

    /// <summary>The kernel.</summary>
    [Benchmark]
    public void Apply() => RowWiseAdagrad.Apply(_weights, _gradients, _squares, 0.01f, 1, 1e-6f);
}
