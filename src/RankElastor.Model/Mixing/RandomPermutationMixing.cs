using RankElastor.Data.Configuration;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>
/// A fixed permutation of all TD numbers (RP-Mixer), drawn once from a seed and the block's name, and kept with the
/// weights.
/// </summary>
public sealed record RandomPermutationMixing : TokenMixing
{
    /// <summary>With a LayerNorm after it and no norm before.</summary>
    public RandomPermutationMixing(int seed) => (Seed, PreNorm, PostNorm) = (seed, false, true);

    public int Seed { get; init; }

    static readonly Key<int> _seed = Key.Whole("mixing_seed", "Fixes random_permutation.");

    internal static Variant<TokenMixing> Variant { get; } =
        new(config => new RandomPermutationMixing(_seed.Read(config)), "random_permutation") { Keys = [_seed] };

    public override Func<Tensor, ForwardPass, Tensor> Build(Scope scope, int tokens, int width)
    {
        long[] order = [.. Enumerable.Range(0, tokens * width).Select(i => (long)i)];
        new SeededRandom((ulong)Seed).Fork(scope.Path).Shuffle<long>(order);
        var permutation = scope.AddOwnBuffer("permutation", tensor(order));
        return (v, _) => v.index_select(1, permutation);
    }
}
