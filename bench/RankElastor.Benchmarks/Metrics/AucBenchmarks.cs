using RankElastor.Numerics.Metrics;

namespace RankElastor.Benchmarks.Metrics;

/// <summary>The exact area under the curve of float scores, and the sort inside it.</summary>
public class AucBenchmarks
{
    float[] _scores = [], _labels = [];
    double[] _wide = [];

    /// <summary>Scores; below 4,096 both ways compare.</summary>
    [Params(1 << 12, 1 << 20)]
    public int Length { get; set; }

    /// <summary>Draws scores and labels.</summary>
    [GlobalSetup]
    public void Draw()
    {
        _scores = Array.ConvertAll(Numbers.Normal(Length), x => 1 / (1 + MathF.Exp(-x)));
        _wide = Array.ConvertAll(_scores, x => (double)x);
        _labels = Array.ConvertAll(Numbers.Normal(Length, 2), x => x > 0.6f ? 1f : 0f);
    }

    /// <summary>Double scores, which are sorted by comparison with their labels beside them.</summary>
    [Benchmark(Baseline = true)]
    public double ByComparison() => Auc.Of(_wide, _labels);

    /// <summary>Float scores, which are sorted by radix with their labels in a bit.</summary>
    [Benchmark]
    public double ByRadix() => Auc.Of(_scores, _labels);
}
