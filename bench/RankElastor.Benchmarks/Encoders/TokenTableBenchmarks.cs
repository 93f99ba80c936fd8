using System.Text;
using RankElastor.Data.Encoders.Vocabularies;

namespace RankElastor.Benchmarks.Encoders;

/// <summary>Look-ups of 10,000 tokens of 8 bytes in a vocabulary of 100,000.</summary>
public class TokenTableBenchmarks
{
    const int Tokens = 100_000, LookUps = 10_000;
    readonly TokenTable _table = new();
    readonly Dictionary<string, int> _dictionary = [];
    readonly byte[][] _wanted = new byte[LookUps][];

    /// <summary>Fills both and chooses what is looked up.</summary>
    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0u; i < Tokens; i++)
        {
            var token = (i * 2654435761).ToString("x8", null);
            _dictionary[token] = _table.FindOrAdd(Encoding.UTF8.GetBytes(token));
        }

        for (var i = 0u; i < LookUps; i++)
        {
            _wanted[i] = Encoding.UTF8.GetBytes((i * 7919 % Tokens * 2654435761).ToString("x8", null));
        }
    }

    /// <summary>A dictionary of strings, each look-up with a string of its own.</summary>
    [Benchmark(Baseline = true)]
    public int Dictionary() => _wanted.Sum(token => _dictionary[Encoding.UTF8.GetString(token)]);

    /// <summary>The table of bytes.</summary>
    [Benchmark]
    public int Table() => _wanted.Sum(token => _table.Find(token));
}
