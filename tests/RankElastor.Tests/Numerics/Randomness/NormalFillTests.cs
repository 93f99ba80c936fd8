using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Randomness;

public sealed class NormalFillTests
{
    [Fact]
    public void Normal_HasItsDeviation_AndDependsOnTheSeedAlone()
    {
        float[] numbers = new float[200_000], again = new float[200_000];
        NormalFill.Normal(numbers, 0.05, new SeededRandom(5));
        NormalFill.Normal(again, 0.05, new SeededRandom(5));
        Assert.Equal(numbers, again);
        Assert.InRange(numbers.Average(x => (double)x) * Math.Sqrt(numbers.Length) / 0.05, -5, 5);
        Assert.InRange(numbers.Average(x => (double)x * x) / 0.0025, 0.98, 1.02);
    }
}
