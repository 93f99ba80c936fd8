using RankElastor.Model.Parameters;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>A fixed permutation of all TD numbers, drawn once from a seed and the block's name, and kept with the weights.</summary>
public sealed class RandomPermutationMixing(Scope scope, int size, int seed) : MixingOperator
{
    readonly Tensor _permutation = scope.AddOwnBuffer("permutation", tensor(Draw(size, seed, scope.Path)));

    /// <inheritdoc/>
    public override Tensor Apply(Tensor v) => v.index_select(1, _permutation);

    static long[] Draw(int size, int seed, string name)
    {
        long[] order = [.. Enumerable.Range(0, size).Select(i => (long)i)];
        new SeededRandom((ulong)seed).Fork(name).Shuffle<long>(order);
        return order;
    }
}
