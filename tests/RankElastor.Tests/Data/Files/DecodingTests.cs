using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Files;

public sealed class DecodingTests
{
    [Fact]
    public void WhatIsDecoded_IsReturned() => Assert.Equal(7, Decoding.Of("a.bin", "a number", () => 7));

    [Fact]
    public void WhatIsThrown_BecomesOneLine()
    {
        var error = Assert.Throws<InputException>(() => Decoding.Of<int>(
            "a.bin: page 3", "a Parquet file", () => throw new TimeZoneNotFoundException("no\nluck")));
        Assert.Equal(
            "a.bin: page 3: not a Parquet file (no luck); allowed: a whole, undamaged file", error.Message);
        Assert.IsType<TimeZoneNotFoundException>(error.InnerException);
    }

    [Fact]
    public void AnErrorThatIsOneLineAlready_StaysAsItIs()
    {
        var own = new InputException("b.csv:3: found 2 values; allowed: 5");
        Assert.Same(own, Assert.Throws<InputException>(() => Decoding.Of<int>("a", "a file", () => throw own)));
        Assert.Same(own, Assert.Throws<InputException>(
            () => Decoding.Of<int>("a", "a file", () => throw new AggregateException(own))));
        Assert.Throws<OperationCanceledException>(
            () => Decoding.Of<int>("a", "a file", () => throw new OperationCanceledException()));
    }

    [Fact]
    public void WhatDoesNotEnd_IsGivenUp()
    {
        var stop = false;
        var error = Assert.Throws<InputException>(() => Decoding.Of(
            "a.parquet",
            "a Parquet file",
            () =>
            {
                while (!Volatile.Read(ref stop))
                {
                }

                return 0;
            },
            limit: TimeSpan.FromSeconds(0.2)));
        Volatile.Write(ref stop, true);
        Assert.StartsWith(
            "a.parquet: not a Parquet file (reading it does not end)", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Recursion that is deep for a thread of a pool.</summary>
    [Fact]
    public void TheStack_IsDeep()
    {
        Assert.Equal(50_000, Decoding.Of("a", "a file", () => Down(50_000)));

        static int Down(int depth) => depth == 0 ? 0 : 1 + Down(depth - 1);
    }
}
