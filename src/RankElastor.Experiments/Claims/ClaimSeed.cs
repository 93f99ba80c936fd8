using System.Collections.Concurrent;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Experiments.Claims;

/// <summary>A seed of a claim: the number, and a stream of random numbers that is the claim's own.</summary>
readonly record struct ClaimSeed(int Seed, SeededRandom Random)
{
    /// <summary>A seed of no claim: for what is made once for several.</summary>
    public static ClaimSeed Plain(int seed) => new(seed, new((ulong)seed));

    /// <summary>The stream.</summary>
    public static implicit operator SeededRandom(ClaimSeed seed) => seed.Random;
}

/// <summary>What several claims read of a seed, made once.</summary>
sealed class SeedMemo<T>(Func<int, T> make)
{
    readonly ConcurrentDictionary<int, Lazy<T>> _made = new();

    /// <summary>Of a seed.</summary>
    public T Of(ClaimSeed seed) => _made.GetOrAdd(seed.Seed, number => new(() => make(number))).Value;
}
