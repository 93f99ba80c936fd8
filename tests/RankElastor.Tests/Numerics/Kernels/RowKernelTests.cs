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
    public void ScatterAdd_SumsEachRow_AndListsItOnce() => _look.Sample((width, ids, seed) =>
    {
        var gradients = Numbers(ids.Length * width, seed);
        var sums = Numbers(10 * width, seed + 1); // stale numbers must not show
        var stamps = new int[10];
        var touched = new int[10];
        var count = ScatterAddRows.Add(sums, width, ids, 0, 1, ids.Length, gradients, 0, width, stamps, 7, touched);
        Assert.Equal(ids.Distinct(), touched[..count]);
        foreach (var id in ids)
        {
            for (var j = 0; j < width; j++)
            {
                var expected = 0f;
                for (var r = 0; r < ids.Length; r++)
                {
                    expected += ids[r] == id ? gradients[r * width + j] : 0;
                }

                Assert.Equal(expected, sums[id * width + j], 1e-5f);
            }
        }
    });

    [Fact]
    public void ScatterAdd_SecondFieldOfOneTable_ContinuesTheList()
    {
        int[] ids = [1, 2, 2, 3]; // two fields, two rows
        float[] gradients = [10, 20, 30, 40], sums = new float[5];
        int[] stamps = new int[5], touched = new int[5];
        var count = ScatterAddRows.Add(sums, 1, ids, 0, 2, 2, gradients, 0, 2, stamps, 1, touched);
        count = ScatterAddRows.Add(sums, 1, ids, 1, 2, 2, gradients, 1, 2, stamps, 1, touched, count);
        Assert.Equal([1, 2, 3], touched[..count]);
        Assert.Equal([0, 10, 50, 40, 0], sums);
    }

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
