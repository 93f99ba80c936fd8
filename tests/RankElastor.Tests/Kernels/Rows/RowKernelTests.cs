using CsCheck;
using RankElastor.Kernels.Rows;
using RankElastor.Kernels.Updates;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Kernels.Rows;

public sealed class RowKernelTests
{
    static readonly Gen<(int Width, int[] Ids, uint Seed)> _look =
        Gen.Select(Gen.Int[1, 37], Gen.Int[0, 9].Array[0, 50], Gen.UInt);

    [Fact]
    public unsafe void Gather_AgreesWithItsDefinition() => _look.Sample((width, ids, seed) =>
    {
        var (left, right) = (Numbers(10 * width, seed), Numbers(10 * width, seed + 1));
        var places = ids[..(ids.Length / 2 * 2)];
        var rows = new float[places.Length * width];
        fixed (float* first = left, second = right)
        {
            GatherRows.FromFloats([new((nint)first, 10), new((nint)second, 10)], width, places, rows);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var place = i / width;
            Assert.Equal((place % 2 == 0 ? left : right)[places[place] * width + i % width], rows[i]);
        }
    });

    [Fact]
    public unsafe void Gather_OfRoundedRows_IsReadingThemOneByOne() => _look.Sample((width, ids, seed) =>
    {
        var numbers = Numbers(10 * width, seed);
        var (half, bytes, scales) = (new ushort[10 * width], new sbyte[10 * width], new float[10]);
        Bf16Rows.Nearest(numbers, half);
        for (var row = 0; row < 10; row++)
        {
            scales[row] = Int8Rows.Nearest(numbers.AsSpan(row * width, width), bytes.AsSpan(row * width, width));
        }

        var (fromHalf, fromBytes) = (new float[ids.Length * width], new float[ids.Length * width]);
        fixed (void* first = half, second = bytes, third = scales)
        {
            GatherRows.FromBf16([new((nint)first, 10)], width, ids, fromHalf);
            GatherRows.FromInt8([new((nint)second, 10, (nint)third)], width, ids, fromBytes);
        }

        for (var i = 0; i < fromHalf.Length; i++)
        {
            var at = ids[i / width] * width + i % width;
            Assert.Equal(numbers[at], fromHalf[i], Math.Abs(numbers[at]) / 256);
            Assert.Equal(numbers[at], fromBytes[i], scales[ids[i / width]] * 0.501f);
        }
    });

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public unsafe void Gather_IdOutsideTheTable_Throws(int id) => Assert.Throws<ArgumentOutOfRangeException>(() =>
    {
        var table = new float[20];
        fixed (float* first = table)
        {
            GatherRows.FromFloats([new((nint)first, 5)], 4, [id], new float[4]);
        }
    });

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
