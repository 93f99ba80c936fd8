namespace RankElastor.Numerics.Randomness;

/// <summary>
/// Independent normal numbers with mean 0. Each block of 16,384 numbers has a stream of its own, forked from the given
/// one by its index, so that threads do not change the result.
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

    static void Fill(Span<float> target, double deviation, SeededRandom random)
    {
        foreach (ref var value in target)
        {
            value = (float)(deviation * random.NextNormal());
        }
    }
}
