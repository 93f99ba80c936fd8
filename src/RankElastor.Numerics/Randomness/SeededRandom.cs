using System.Runtime.CompilerServices;

namespace RankElastor.Numerics.Randomness;

/// <summary>
/// A seeded source of random numbers that forks by name, so that a new consumer does not disturb the others. The
/// generator is SplitMix64 (Steele, Lea and Flood, 2014): 64-bit state, period 2^64, the same numbers on every machine.
/// </summary>
public sealed class SeededRandom(ulong seed)
{
    const ulong GoldenGamma = 0x9e3779b97f4a7c15UL;
    readonly ulong _seed = seed;
    double _spareNormal = double.NaN;

    /// <summary>The state, to save and restore a position in the stream.</summary>
    public ulong State { get; set; } = seed;

    /// <summary>An independent stream, fixed by this stream's seed and the name, whatever was drawn before.</summary>
    public SeededRandom Fork(string name)
    {
        var hash = 14695981039346656037UL; // FNV-1a, 64 bits
        foreach (var c in name)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return new SeededRandom(Mix(_seed ^ Mix(hash)));
    }

    /// <summary>An independent stream, fixed by this stream's seed and the number.</summary>
    public SeededRandom Fork(long number) => new(Mix(_seed + Mix((ulong)number + GoldenGamma)));

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64() => Mix(State += GoldenGamma);

    /// <summary>Uniform on [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0 … <paramref name="exclusive"/> − 1 without bias (Lemire, 2019).</summary>
    public int NextInt(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusive);
        var range = (ulong)exclusive;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            for (var threshold = (0UL - range) % range; low < threshold;)
            {
                high = Math.BigMul(NextUInt64(), range, out low);
            }
        }

        return (int)high;
    }

    /// <summary>Standard normal (Marsaglia's polar method).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            var spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        double u, v, square;
        do
        {
            u = 2 * NextDouble() - 1;
            v = 2 * NextDouble() - 1;
            square = u * u + v * v;
        }
        while (square is >= 1 or 0);
        var scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spareNormal = v * scale;
        return u * scale;
    }

    /// <summary>
    /// The length of a vector of this many independent standard normal numbers, at least one: χ distributed (Marsaglia
    /// and Tsang's method for the gamma distribution, 2000).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // thousands are drawn before tiers would change
    public double NextChi(int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        if (freedom == 1)
        {
            return Math.Abs(NextNormal());
        }

        var shape = freedom / 2.0 - 1.0 / 3;
        var spread = 1 / Math.Sqrt(9 * shape);
        while (true)
        {
            var x = NextNormal();
            var root = 1 + spread * x;
            var cube = root * root * root;
            if (root <= 0)
            {
                continue;
            }

            var (uniform, square) = (1 - NextDouble(), x * x);
            if (uniform < 1 - 0.0331 * square * square
                || Math.Log(uniform) < square / 2 + shape * (1 - cube + Math.Log(cube)))
            {
                return Math.Sqrt(2 * shape * cube);
            }
        }
    }

    /// <summary>A uniformly random order of the items (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The finaliser of SplitMix64: a bijection of 64-bit words that scatters its input.</summary>
    public static ulong Mix(ulong word)
    {
        word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9UL;
        word = (word ^ (word >> 27)) * 0x94d049bb133111ebUL;
        return word ^ (word >> 31);
    }
}
