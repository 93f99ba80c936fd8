using System.Numerics;
using System.Runtime.Intrinsics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Kernels.Rows;

/// <summary>
/// Dropout without state: the factor of element i is 0 with the given probability and 1/(1 − probability) otherwise,
/// decided by a hash of (seed, step, layer, i). So any block of any thread can compute its own part, forward and again
/// backward.
/// </summary>
/// <remarks>
/// hash(i) = mix(i·odd + key0) with a second key stirred in half-way: a bijection of 32 bits per (seed, step, layer),
/// so an element is dropped iff hash(i) &lt; probability·2^32. Elements are 0 … 2^32 − 1. Probability in [0, 1); 0
/// keeps everything.
/// </remarks>
public readonly struct DropoutMask
{
    // lowbias32 (Wellons, 2018): avalanche bias 0.17 %
    const uint Odd = 0x9e3779b9, MixA = 0x7feb352d, MixB = 0x846ca68b;
    static readonly Vector<uint> _laneIndices = Vector.CreateSequence(0u, 1u);
    readonly uint _key0, _key1, _threshold;
    readonly float _keep;

    /// <summary>The mask of one layer in one step.</summary>
    public DropoutMask(ulong seed, long step, int layer, double probability)
    {
        if (!(probability is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Must be in [0, 1).");
        }

        var key = SeededRandom.Mix(SeededRandom.Mix(SeededRandom.Mix(seed + 1) + (ulong)step) + (ulong)layer);
        _key0 = (uint)key;
        _key1 = (uint)(key >> 32);
        _threshold = (uint)Math.Min(Math.Round(probability * 4294967296.0), uint.MaxValue);
        _keep = (float)(1 / (1 - probability));
    }

    /// <summary>The factor of elements that stay.</summary>
    public float Keep => _keep;

    /// <summary>The factor of one element: the definition.</summary>
    public float Factor(uint element)
    {
        var x = element * Odd + _key0;
        x = (x ^ (x >> 16)) * MixA;
        x = (x ^ (x >> 15) ^ _key1) * MixB;
        x ^= x >> 16;
        return x < _threshold ? 0 : _keep;
    }

    /// <summary>
    /// The factors of <c>Vector&lt;float&gt;.Count</c> elements from <paramref name="start"/> on, for use inside fused
    /// kernels.
    /// </summary>
    public Vector<float> Factors(uint start)
    {
        var x = (new Vector<uint>(start) + _laneIndices) * Odd + new Vector<uint>(_key0);
        x = (x ^ (x >>> 16)) * MixA;
        x = (x ^ (x >>> 15) ^ new Vector<uint>(_key1)) * MixB;
        x ^= x >>> 16;
        var drop = Vector.LessThan(x, new Vector<uint>(_threshold));
        return Vector.AndNot(new Vector<float>(_keep), Vector.AsVectorSingle(drop));
    }

    /// <summary>The factors of 16 elements from <paramref name="start"/> on.</summary>
    public Vector512<float> Factors512(uint start)
    {
        var x = (Vector512.Create(start) + Vector512<uint>.Indices) * Odd + Vector512.Create(_key0);
        x = (x ^ (x >>> 16)) * MixA;
        x = (x ^ (x >>> 15) ^ Vector512.Create(_key1)) * MixB;
        x ^= x >>> 16;
        return Vector512.AndNot(
            Vector512.Create(_keep), Vector512.LessThan(x, Vector512.Create(_threshold)).AsSingle());
    }

    /// <summary>Writes the factors of the elements from <paramref name="start"/> on.</summary>
    public void Fill(uint start, Span<float> factors)
    {
        var done = 0;
        for (; done <= factors.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            Factors(start + (uint)done).CopyTo(factors[done..]);
        }

        for (; done < factors.Length; done++)
        {
            factors[done] = Factor(start + (uint)done);
        }
    }

    /// <summary>Multiplies the elements from <paramref name="start"/> on by their factors, in place.</summary>
    public void Apply(uint start, Span<float> values)
    {
        var done = 0;
        for (; done <= values.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            (new Vector<float>(values[done..]) * Factors(start + (uint)done)).CopyTo(values[done..]);
        }

        for (; done < values.Length; done++)
        {
            values[done] *= Factor(start + (uint)done);
        }
    }
}
