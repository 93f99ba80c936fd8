using RankElastor.Numerics.Memory;

namespace RankElastor.Tests.Numerics.Memory;

public sealed class MachineMemoryTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1 kB")]
    [InlineData(1_332, "1.3 kB")]
    [InlineData(25_276_000_000, "25.3 GB")]
    [InlineData(4e6, "4 MB")]
    [InlineData(7.04e13, "70.4 TB")]
    public void Text_IsInTheLargestUnit(double bytes, string text) => Assert.Equal(text, MachineMemory.Text(bytes));

    [Fact]
    public void Bytes_AreThoseOfSomeMachine() => Assert.InRange(MachineMemory.Bytes, 1L << 26, 1L << 50);
}
