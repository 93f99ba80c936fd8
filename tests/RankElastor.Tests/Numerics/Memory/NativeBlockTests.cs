using RankElastor.Numerics.Memory;

namespace RankElastor.Tests.Numerics.Memory;

public sealed class NativeBlockTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Address_IsThatOfACacheLine_UntilTheBlockIsDisposed(long bytes)
    {
        var block = new NativeBlock(bytes);
        Assert.False(block.IsInvalid);
        Assert.Equal(0, block.Address % 64);
        block.Dispose();
        block.Dispose();
        Assert.True(block.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => block.Address);
    }

    [Fact]
    public void Length_BelowZero_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBlock(-1));
}
