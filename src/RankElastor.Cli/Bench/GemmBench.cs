using System.Diagnostics;
using static TorchSharp.torch;

namespace RankElastor.Cli.Bench;

/// <summary>Peak speed of the fp32 GEMM in this process: the ceiling of every training step.</summary>
static class GemmBench
{
    static readonly (int M, int K, int N)[] _shapes =
    [
        (4096, 780, 780), (4096, 400, 400), (4096, 500, 500), (106496, 30, 500), (2048, 2048, 2048),
    ];

    /// <summary>GFLOP/s of each shape, the median of windows of about a fifth of the time.</summary>
    public static IReadOnlyList<GemmShape> Run(double seconds) =>
        [.. _shapes.Select(shape => Measure(shape.M, shape.K, shape.N, seconds / _shapes.Length))];

    /// <summary>The highest of <see cref="Run"/>.</summary>
    public static double Peak(double seconds) => Run(seconds).Max(shape => shape.Gflops);

    static GemmShape Measure(int m, int k, int n, double seconds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var a = rand(m, k);
        var b = rand(k, n);
        var output = empty(m, n);
        void Once() => output.addmm_(a, b, beta: 0f, alpha: 1f);
        Once();
        Once();
        var windows = new List<double>();
        var repeats = 1;
        for (var total = Stopwatch.StartNew(); Timing.IsShort(windows.Count, total, seconds);)
        {
            var elapsed = Timing.Milliseconds(() =>
            {
                for (var i = 0; i < repeats; i++)
                {
                    Once();
                }
            }) / 1e3;
            if (elapsed < seconds / 10 && repeats < 1 << 20)
            {
                repeats *= 2;
                continue;
            }

            windows.Add(2.0 * m * k * n * repeats / elapsed / 1e9);
        }

        return new GemmShape(m, k, n, windows.Median(gflops => gflops));
    }
}

/// <summary>[M, K] × [K, N] and the speed reached.</summary>
sealed record GemmShape(int M, int K, int N, double Gflops);
