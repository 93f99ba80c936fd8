using RankElastor.Numerics.Threads;

namespace RankElastor.Numerics.Randomness;

/// <summary>
/// Independent normal numbers with mean 0. Each block of 16,384 numbers has a stream of its own, forked from the given one by
/// its index, so that threads do not change the result.
/// </summary>
public static class NormalFill
{
    const int Block = 16384;

    /// <summary>Numbers with the given standard deviation.</summary>
    public static void Normal(Span<float> target, double deviation, SeededRandom random)
    {
        for (var start = 0; start < target.Length; start += Block)
        {
            Fill(target.Slice(start, Math.Min(Block, target.Length - start)), deviation, random.Fork(start / Block));
        }
    }

    /// <summary>The same numbers, on several threads.</summary>
    public static void Normal(Memory<float> target, double deviation, SeededRandom random, Workers workers) =>
        workers.For(target.Length, Block, (start, end) =>
            Fill(target.Span[start..end], deviation, random.Fork(start / Block)));

    /// <summary>Standard deviation sqrt(2 / (fanIn + fanOut)): Glorot and Bengio, 2010; torch's <c>xavier_normal_</c> with gain 1.</summary>
    public static void XavierNormal(Span<float> target, int fanIn, int fanOut, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero((long)fanIn + fanOut);
        Normal(target, Math.Sqrt(2.0 / ((double)fanIn + fanOut)), random);
    }

    static void Fill(Span<float> target, double deviation, SeededRandom random)
    {
        foreach (ref var value in target)
        {
            value = (float)(deviation * random.NextNormal());
        }
    }
}
