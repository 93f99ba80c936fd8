using RankElastor.Numerics.Randomness;

namespace RankElastor.Numerics.Kernels;

/// <summary>mask[i] = 0 with probability p, else 1 / (1 − p), a pure function of (seed, step, layer, i).</summary>
public static class DropoutMask
{
    /// <summary>Fills a mask.</summary>
    public static void Fill(Span<float> mask, ulong seed, long step, int layer, double probability)
    {
        var key = SeededRandom.Mix(seed ^ SeededRandom.Mix((ulong)step * 1024 + (ulong)layer));
        var keep = (float)(1 / (1 - probability));
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = (SeededRandom.Mix(key + (ulong)i) >> 11) * (1.0 / (1UL << 53)) < probability ? 0 : keep;
        }
    }
}
