using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Benchmarks.Metrics;

/// <summary>gAUC of three million rows, and the library's sort of their group keys alone.</summary>
public class GroupedAucBenchmarks
{
    const int Rows = 3_000_000;
    readonly long[] _groups = new long[Rows], _keys = new long[Rows];
    float[] _scores = [], _labels = [];

    /// <summary>Groups: about 300 rows each, or 10.</summary>
    [Params(10_000, 300_000)]
    public int Groups { get; set; }

    /// <summary>Draws scores, labels and groups; keys are hashes, as those of names are.</summary>
    [GlobalSetup]
    public void Draw()
    {
        var random = new SeededRandom(3);
        _scores = Array.ConvertAll(Numbers.Normal(Rows), x => 1 / (1 + MathF.Exp(-x)));
        _labels = Array.ConvertAll(Numbers.Normal(Rows, 2), x => x > 0.6f ? 1f : 0f);
        for (var row = 0; row < Rows; row++)
        {
            _groups[row] = random.NextInt(Groups) * unchecked((long)0x9E3779B97F4A7C15);
        }
    }

    /// <summary>The keys alone.</summary>
    [Benchmark(Baseline = true)]
    public void SortOfKeys()
    {
        _groups.CopyTo(_keys, 0);
        Array.Sort(_keys);
    }

    /// <summary>Every variant.</summary>
    [Benchmark]
    public double Grouped() => GroupedAuc.Of(_scores, _labels, _groups)[GroupedAucVariant.FuxiCtr];
}
