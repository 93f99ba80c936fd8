using System.Numerics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Kernels.Rows;

/// <summary>
/// Random bits for stochastic rounding, 32 uniform ones for element i of one row: a hash of (seed, step, table, row,
/// i), so without state, the same for any number of threads and after resuming.
/// </summary>
public readonly struct RoundingNoise
{
    const uint Odd = 0x9e3779b9, MixA = 0x7feb352d, MixB = 0x846ca68b; // lowbias32 (Wellons, 2018)
    static readonly Vector<uint> _laneIndices = Vector.CreateSequence(0u, 1u);
    readonly ulong _key;

    /// <summary>The noise of one table in one step.</summary>
    public RoundingNoise(ulong seed, long step) => _key = SeededRandom.Mix(SeededRandom.Mix(seed + 1) + (ulong)step);

    RoundingNoise(ulong key) => _key = key;

    /// <summary>The noise of a part, by number: a table, a row of it.</summary>
    public RoundingNoise Fork(long number) => new(SeededRandom.Mix(_key + SeededRandom.Mix((ulong)number + 1)));

    /// <summary>The bits of one element: the definition.</summary>
    public uint Bits(uint element)
    {
        var x = element * Odd + (uint)_key;
        x = (x ^ (x >> 16)) * MixA;
        x = (x ^ (x >> 15) ^ (uint)(_key >> 32)) * MixB;
        return x ^ (x >> 16);
    }

    /// <summary>The bits of <c>Vector&lt;uint&gt;.Count</c> elements from <paramref name="start"/> on.</summary>
    public Vector<uint> Lanes(uint start)
    {
        var x = (new Vector<uint>(start) + _laneIndices) * Odd + new Vector<uint>((uint)_key);
        x = (x ^ (x >>> 16)) * MixA;
        x = (x ^ (x >>> 15) ^ new Vector<uint>((uint)(_key >> 32))) * MixB;
        return x ^ (x >>> 16);
    }
}
