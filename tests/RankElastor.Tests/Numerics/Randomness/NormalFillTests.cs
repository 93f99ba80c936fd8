using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Numerics.Randomness;

public sealed class NormalFillTests
{
    [Fact]
    public void Normal_ThreadsDoNotChangeTheNumbers()
    {
        var (one, two) = (new float[100_001], new float[100_001]);
        NormalFill.Normal(one, 0.5, new SeededRandom(3));
        NormalFill.Normal(two.AsMemory(), 0.5, new SeededRandom(3), new Workers(4));
        Assert.Equal(one, two);
    }

    [Fact]
    public void XavierNormal_HasItsDeviation()
    {
        var numbers = new float[200_000];
        NormalFill.XavierNormal(numbers, 300, 500, new SeededRandom(5));
        var mean = numbers.Average(x => (double)x);
        var variance = numbers.Average(x => (double)x * x);
        Assert.InRange(mean * Math.Sqrt(numbers.Length) / 0.05, -5, 5);
        Assert.InRange(variance / 0.0025, 0.98, 1.02);
    }
}
