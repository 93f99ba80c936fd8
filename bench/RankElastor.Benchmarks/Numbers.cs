using RankElastor.Kernels.Products;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Benchmarks;

/// <summary>Operands with known numbers, the same in every run.</summary>
static unsafe class Numbers
{
    /// <summary>Independent normal numbers of deviation 1.</summary>
    public static float[] Normal(int length, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)random.NextNormal())];
    }

    /// <summary>The same outside the managed heap, of the given deviation.</summary>
    public static NativeFloats Native(int length, float deviation = 1)
    {
        var numbers = new NativeFloats(length);
        for (var (i, random) = (0, new SeededRandom(1)); i < length; i++)
        {
            numbers.At[i] = deviation * (float)random.NextNormal();
        }

        return numbers;
    }
}
