using CsCheck;
using RankElastor.Numerics.Kernels;

namespace RankElastor.Tests.Numerics.Kernels;

public sealed class RowKernelTests
{
    static readonly Gen<(int Width, int[] Ids, uint Seed)> _look =
        Gen.Select(Gen.Int[1, 37], Gen.Int[0, 9].Array[0, 50], Gen.UInt);

    [Fact]
    public void Gather_AgreesWithScalar() => _look.Sample((width, ids, seed) =>
    {
        const int Stride = 3, Offset = 1;
        var matrix = new int[ids.Length * Stride];
        for (var r = 0; r < ids.Length; r++)
        {
            matrix[r * Stride + Offset] = ids[r];
        }

        var table = Numbers(10 * width, seed);
        var (fast, slow) = (new float[ids.Length * (width + 5)], new float[ids.Length * (width + 5)]);
        GatherRows.Copy(table, width, matrix, Offset, Stride, ids.Length, fast, 2, width + 5);
        GatherRows.Scalar(table, width, matrix, Offset, Stride, ids.Length, slow, 2, width + 5);
        Assert.Equal(slow, fast);
    });

    [Fact]
    public void Gather_IdOutsideTheTable_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        GatherRows.Copy(new float[20], 4, [5], 0, 1, 1, new float[4], 0, 4));

    [Fact]
    public void SumOfSquares_AgreesWithScalar() => Gen.Float[-100, 100].Array[0, 200].Sample(x =>
    {
        var expected = SumOfSquares.Scalar(x);
        Assert.Equal(expected, SumOfSquares.Vectorised(x), 1e-13 * Math.Max(1, expected));
    });

    static float[] Numbers(int count, uint seed)
    {
        var random = new RankElastor.Numerics.Randomness.SeededRandom(seed);
        var numbers = new float[count];
        NormalFill.Normal(numbers, 1, random);
        return numbers;
    }
}
