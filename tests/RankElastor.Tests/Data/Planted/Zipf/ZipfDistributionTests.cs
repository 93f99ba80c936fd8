using CsCheck;
using RankElastor.Data.Planted.Zipf;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Data.Planted.Zipf;

public sealed class ZipfDistributionTests
{
    const int Draws = 200_000;

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 0.0)]
    [InlineData(50, 0.5)]
    [InlineData(50, 1.0)]
    [InlineData(300, 1.1)]
    [InlineData(1000, 2.5)]
    public void Draw_BothMethods_FollowTheLaw(int count, double exponent)
    {
        var law = ZipfDistribution.Probabilities(count, exponent);
        Assert.Equal(1, law.Sum(), 1e-12);
        Agrees(new AliasZipf(law), law);
        Agrees(new RejectionZipf(count, exponent), law);
    }

    [Fact]
    public void Draw_LargeCount_FollowsTheLaw()
    {
        var distribution = ZipfDistribution.Create(3_000_000, 1.05);
        Assert.IsType<RejectionZipf>(distribution);
        Agrees(distribution, ZipfDistribution.Probabilities(3_000_000, 1.05));
    }

    [Fact]
    public void Draw_AnyShape_StaysInRange() =>
        Gen.Select(Gen.Int[1, 200_000], Gen.Double[0, 5], Gen.ULong).Sample((count, exponent, seed) =>
        {
            var (random, distribution) = (new SeededRandom(seed), new RejectionZipf(count, exponent));
            return Enumerable.Range(0, 50).All(_ =>
                distribution.Draw(random) is var value && value >= 0 && value < count);
        }, iter: 300);

    /// <summary>The frequent values and the tail within five standard errors.</summary>
    static void Agrees(ZipfDistribution distribution, double[] law)
    {
        var random = new SeededRandom(7);
        var head = Math.Min(20, law.Length);
        var counts = new int[head + 1];
        for (var i = 0; i < Draws; i++)
        {
            counts[Math.Min(head, distribution.Draw(random))]++;
        }

        for (var value = 0; value <= head; value++)
        {
            var p = value < head ? law[value] : law.Skip(head).Sum();
            Assert.Equal(p, counts[value] / (double)Draws, 1e-12 + 5 * Math.Sqrt(p * Math.Max(0, 1 - p) / Draws));
        }
    }
}
