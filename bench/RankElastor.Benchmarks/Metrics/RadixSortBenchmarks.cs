using RankElastor.Numerics.Metrics;

namespace RankElastor.Benchmarks.Metrics;

/// <summary>Words of 33 bits sorted ascending, as the area under the curve needs them.</summary>
public class RadixSortBenchmarks
{
    ulong[] _source = [], _words = [];

    /// <summary>Words.</summary>
    [Params(1 << 12, 1 << 20)]
    public int Length { get; set; }

    /// <summary>Draws the words.</summary>
    [GlobalSetup]
    public void Draw()
    {
        _source =
            Array.ConvertAll(Numbers.Normal(Length), x => (ulong)BitConverter.SingleToUInt32Bits(MathF.Abs(x)) << 1);
        _words = new ulong[Length];
    }

    /// <summary>The library's sort by comparison.</summary>
    [Benchmark(Baseline = true)]
    public void ByComparison()
    {
        _source.CopyTo(_words, 0);
        Array.Sort(_words);
    }

    /// <summary>Three passes of 11 bits.</summary>
    [Benchmark]
    public void ByRadix()
    {
        _source.CopyTo(_words, 0);
        RadixSort.Sort(_words, lowBit: 1, bits: 32);
    }
}
