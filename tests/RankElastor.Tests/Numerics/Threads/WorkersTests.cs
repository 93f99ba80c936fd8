using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Numerics.Threads;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(1, 0, 10)]
    [InlineData(1, 101, 10)]
    [InlineData(2, 101, 10)]
    [InlineData(5, 101, 7)]
    [InlineData(3, 5, 100)]
    public void For_CoversEachItemOnce_InRangesThatDependOnGrainAlone(int threads, int count, int grain)
    {
        var visits = new int[count];
        new Workers(threads).For(count, grain, (start, end) =>
        {
            Assert.Equal(0, start % grain);
            Assert.Equal(Math.Min(count, start + grain), end);
            for (var i = start; i < end; i++)
            {
                Interlocked.Increment(ref visits[i]);
            }
        });
        Assert.All(visits, v => Assert.Equal(1, v));
    }

    [Fact]
    public void For_AnExceptionOfARange_ReachesTheCaller() =>
        Assert.Throws<AggregateException>(
            () => new Workers(2).ForEach(10, i => ArgumentOutOfRangeException.ThrowIfEqual(i, 7)));
}
