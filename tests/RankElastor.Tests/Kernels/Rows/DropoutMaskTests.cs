using CsCheck;
using RankElastor.Kernels.Rows;

namespace RankElastor.Tests.Kernels.Rows;

public sealed class DropoutMaskTests
{
    const int Elements = 1 << 20;

    [Fact]
    public void Fill_AgreesWithFactor_WhateverTheBlocks() =>
        Gen.Select(Gen.ULong, Gen.Long[0, 1000], Gen.Double[0, 0.99], Gen.Int[0, 50], Gen.Int[0, 50]).Sample(
            (seed, step, p, first, second) =>
        {
            var mask = new DropoutMask(seed, step, 3, p);
            var factors = new float[first + second];
            mask.Fill(100, factors.AsSpan(0, first));
            mask.Fill(100 + (uint)first, factors.AsSpan(first));
            Assert.Equal(Enumerable.Range(0, factors.Length).Select(i => mask.Factor(100 + (uint)i)), factors);
            var ones = Enumerable.Repeat(1f, factors.Length).ToArray();
            mask.Apply(100, ones);
            Assert.Equal(factors, ones);
        });

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Mask_DropsItsShare_AndKeepsTheMean(double p)
    {
        for (var step = 1; step <= 8; step++)
        {
            var kept = Kept(new DropoutMask(2021, step, 0, p)).Sum(k => k);
            var deviation = Math.Sqrt(Elements * p * (1 - p));
            Assert.InRange((kept - Elements * (1 - p)) / deviation, -5, 5);
        }

        Assert.Equal(
            (float)(1 / (1 - p)),
            new DropoutMask(1, 1, 1, p) is var mask ? Enumerable.Range(0, 100).Max(i => mask.Factor((uint)i)) : 0);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 0, 20)]
    [InlineData(0, 0, 4096)]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 1, -1 + Elements / 2)]
    public void Mask_OfAnotherElementStepOrLayer_IsUncorrelated(int steps, int layers, int shift)
    {
        var one = Kept(new DropoutMask(7, 10, 2, 0.3));
        var two = Kept(new DropoutMask(7, 10 + steps, 2 + layers, 0.3));
        var (count, sum) = (Elements - shift, 0.0);
        for (var i = 0; i < count; i++)
        {
            sum += (one[i] - 0.7) * (two[i + shift] - 0.7);
        }

        Assert.InRange(sum / (0.3 * 0.7 * Math.Sqrt(count)), -5, 5);
    }

    [Fact]
    public void Mask_ProbabilityZero_KeepsEverythingUnchanged() =>
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(1f, new DropoutMask(1, 1, 1, 0).Factor((uint)i)));

    [Fact]
    public void Mask_ProbabilityOne_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropoutMask(1, 1, 1, 1));

    static double[] Kept(DropoutMask mask)
    {
        var factors = new float[Elements];
        mask.Fill(0, factors);
        return [.. factors.Select(f => f > 0 ? 1.0 : 0)];
    }
}
