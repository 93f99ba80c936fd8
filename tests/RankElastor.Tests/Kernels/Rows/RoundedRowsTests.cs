using CsCheck;
using RankElastor.Kernels.Rows;

namespace RankElastor.Tests.Kernels.Rows;

public sealed class RoundedRowsTests
{
    static readonly Gen<float[]> _row = Gen.Float[-3, 3].Array[1, 70];

    [Fact]
    public void Bf16_OfWhatItHolds_IsExact() => _row.Sample(row =>
    {
        var (half, again, wide) = (new ushort[row.Length], new ushort[row.Length], new float[row.Length]);
        Bf16Rows.Nearest(row, half);
        Bf16Rows.Widen(half, wide);
        Bf16Rows.Stochastic(wide, again, new RoundingNoise(1, 2));
        Assert.Equal(half, again);
    });

    [Fact]
    public void Bf16_Stochastic_AgreesWithScalar() =>
        Gen.Select(_row, Gen.ULong, Gen.Long[0, 1000]).Sample((row, seed, step) =>
    {
        row[0] = seed % 3 == 0 ? float.PositiveInfinity : seed % 3 == 1 ? float.NaN : row[0];
        var noise = new RoundingNoise(seed, step).Fork(3);
        var rounded = new ushort[row.Length];
        Bf16Rows.Stochastic(row, rounded, noise);
        Assert.Equal(row.Select((value, i) => Bf16Rows.Scalar(value, noise.Bits((uint)i))), rounded);
    });

    [Theory]
    [InlineData(0.1f)]
    [InlineData(-0.30001f)]
    public void Stochastic_KeepsTheExpectation(float value)
    {
        const int Draws = 40_000;
        var (bf16, int8) = (0.0, 0.0);
        var (half, bytes, wide) = (new ushort[2], new sbyte[2], new float[2]);
        for (var step = 0; step < Draws; step++)
        {
            var noise = new RoundingNoise(7, step);
            Bf16Rows.Stochastic([value, 1], half, noise);
            Bf16Rows.Widen(half, wide);
            bf16 += wide[0] / Draws;
            Int8Rows.Widen(bytes, Int8Rows.Stochastic([value, 1], bytes, noise), wide);
            int8 += wide[0] / Draws;
        }

        // a bf16 unit is at least value/256; the mean of the draws is 20 times closer
        Assert.Equal(value, bf16, Math.Abs(value) / 256 / 20);
        Assert.Equal(value, int8, 1.0 / 127 / 20);
    }

    [Fact]
    public void Int8_IsWithinOneLevel_AndKeepsTheLargest() => _row.Sample(row =>
    {
        var (bytes, wide) = (new sbyte[row.Length], new float[row.Length]);
        var scale = Int8Rows.Stochastic(row, bytes, new RoundingNoise(5, 6));
        Int8Rows.Widen(bytes, scale, wide);
        for (var i = 0; i < row.Length; i++)
        {
            Assert.Equal(row[i], wide[i], Math.Max(scale * 1.001f, 1e-35f)); // a row below 1e-35 counts as zeros
        }

        Assert.Equal(row.Max(MathF.Abs), wide.Max(MathF.Abs), 1e-6f);
    });

    [Fact]
    public void Int8_Widen_IsTheScaleTimesEveryByte() => Gen.SByte.Array[0, 70].Sample(bytes =>
    {
        var wide = new float[bytes.Length];
        Int8Rows.Widen(bytes, 0.03f, wide);
        Assert.Equal(bytes.Select(value => 0.03f * value), wide);
    });

    [Fact]
    public void Int8_OfZeros_IsZeros()
    {
        sbyte[] bytes = [1, 2];
        Assert.Equal(0, Int8Rows.Nearest([0, 1e-40f], bytes));
        Assert.Equal([0, 0], bytes);
    }

    [Fact]
    public void Noise_DependsOnSeedStepAndFork()
    {
        RoundingNoise[] noises =
            [new(1, 1), new(2, 1), new(1, 2), new RoundingNoise(1, 1).Fork(0), new RoundingNoise(1, 1).Fork(1)];
        Assert.Equal(noises.Length, noises.Select(noise => noise.Bits(0)).Distinct().Count());
    }

    [Fact]
    public void Int8_TakesTheLargestToTheLastLevel_AndRoundsToTheNearest()
    {
        var levels = new sbyte[5];
        var scale = Int8Rows.Nearest([2.54f, -2.54f, 0.029f, 0.031f, -0.029f], levels);
        Assert.Equal(0.02f, scale, 1e-7f);
        Assert.Equal([(sbyte)127, (sbyte)-127, (sbyte)1, (sbyte)2, (sbyte)-1], levels);
    }

    [Theory]
    [InlineData(0x3f808000u, 0x3f80)] // half way: to even
    [InlineData(0x3f818000u, 0x3f82)]
    [InlineData(0x3f808001u, 0x3f81)]
    [InlineData(0x3f807fffu, 0x3f80)]
    public void Bf16_Nearest_RoundsHalfToEven(uint bits, int expected)
    {
        var half = new ushort[1];
        Bf16Rows.Nearest([BitConverter.UInt32BitsToSingle(bits)], half);
        Assert.Equal(expected, half[0]);
    }

    [Fact]
    public void Noise_DiffersByStepAndFork()
    {
        Assert.Distinct(Enumerable.Range(0, 50).Select(step => new RoundingNoise(1, step).Bits(0)));
        Assert.Distinct(Enumerable.Range(0, 50).Select(number => new RoundingNoise(1, 2).Fork(number).Bits(0)));
        Assert.Distinct(Enumerable.Range(0, 50).Select(seed => new RoundingNoise((ulong)seed, 2).Bits(0)));
    }
}
