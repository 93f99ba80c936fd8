using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Metrics;

public sealed class RadixSortTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)] // two values of a digit are a pass, one is none
    [InlineData(3)]
    [InlineData(2000)]
    public void Sort_IsBySelectedBits_WhateverLiesBelow(int values)
    {
        for (var lowBit = 0; lowBit < 3; lowBit++)
        {
            var random = new SeededRandom(7);
            var drawn = Enumerable.Range(0, values).Select(_ => random.NextUInt64() >> 30).ToArray();
            var words = Enumerable.Range(0, 5000).Select(_ => drawn[random.NextInt(values)]).ToArray();
            var expected = words.OrderBy(word => word >> lowBit).ToArray();
            RadixSort.Sort(words, lowBit, 34 - lowBit);
            Assert.Equal(expected, words);
        }
    }
}
