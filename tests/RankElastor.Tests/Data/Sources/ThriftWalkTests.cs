using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

public sealed class ThriftWalkTests
{
    /// <summary>1: 3, 2: -4, 5: {1: 7, 3: "ab"}, 6: [1, 2], 9: a double, and a byte behind the struct.</summary>
    static readonly byte[] _valid =
    [
        0x15, 6, 0x15, 7, 0x3c, 0x15, 14, 0x28, 2, 0x61, 0x62, 0, 0x19, 0x25, 2, 4, 0x37, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99,
    ];

    [Fact]
    public void Over_CollectsNumbersOfTwoLevels()
    {
        var found = ThriftWalk.Over(_valid, out var length);
        Assert.Equal(_valid.Length - 1, length);
        Assert.Equal(
            [(1, 3L), (2, -4L), (501, 7L)],
            found.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Over_CutAnywhere_IsDamaged()
    {
        for (var length = 0; length < _valid.Length - 1; length++)
        {
            Assert.Throws<InvalidDataException>(() => ThriftWalk.Over(_valid.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("19f5ffffffff070000")] // a list of 2^31 - 1 numbers
    [InlineData("18ffffffff0f0000")] // a text of 2^32 - 1 bytes
    [InlineData("1b7f550000")] // a map of 127 pairs
    [InlineData("1d0000")] // a type that does not exist
    [InlineData("15ffffffffffffffffffffff0100")] // a number of 12 bytes
    public void Over_LengthsBeyondTheBytes_AreDamaged(string hexadecimal) =>
        Assert.Throws<InvalidDataException>(() => ThriftWalk.Over(Convert.FromHexString(hexadecimal)));

    /// <summary>A byte a level would be a frame of the stack a level.</summary>
    [Theory]
    [InlineData((byte)0x1c)]
    [InlineData((byte)0x19)]
    public void Over_DeepNesting_IsDamaged(byte level)
    {
        var bytes = new byte[1_000_000];
        Array.Fill(bytes, level);
        Assert.Throws<InvalidDataException>(() => ThriftWalk.Over(bytes));
    }
}
