using System.Globalization;
using System.Text;
using RankElastor.Data.Encoders.Values;

namespace RankElastor.Benchmarks.Encoders;

/// <summary>1,000 decimal numbers of a file read from UTF-8.</summary>
public class ShortDecimalBenchmarks
{
    readonly byte[][] _fields = [.. Numbers.Normal(1000).Select((x, i) =>
        Encoding.UTF8.GetBytes((x * (i % 100)).ToString("0.###", CultureInfo.InvariantCulture)))];

    /// <summary>The library's parser.</summary>
    [Benchmark(Baseline = true)]
    public double Library()
    {
        var sum = 0.0;
        foreach (var field in _fields)
        {
            sum += double.Parse(field, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return sum;
    }

    /// <summary>The reader of short numbers.</summary>
    [Benchmark]
    public double TryRead()
    {
        var sum = 0.0;
        foreach (var field in _fields)
        {
            sum += ShortDecimal.TryRead(field, out var value) ? value : double.NaN;
        }

        return sum;
    }
}
