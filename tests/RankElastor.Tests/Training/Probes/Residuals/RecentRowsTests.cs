using RankElastor.Data.Rows;
using RankElastor.Training.Probes.Residuals;

namespace RankElastor.Tests.Training.Probes.Residuals;

public sealed class RecentRowsTests
{
    static readonly Batch _rows = TinyData.Rows(96, 3);

    [Fact]
    public void TheLastRows_AreKept_WithTheirLogits()
    {
        var recent = Filled(40, toCome: _ => 0);
        Assert.Equal(40, recent.Rows.Count);
        Assert.Equal(
            Enumerable.Range(56, 40).Select(row => row / 8f), recent.Rows.Logits.Take(40).Order());
    }

    [Theory]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(200)]
    public void RowsThatWouldBeOverwritten_NeedNotBeWritten(int capacity)
    {
        var (all, some) = (Filled(capacity, toCome: _ => 0), Filled(capacity, toCome: batch => (2 - batch) * 32));
        Assert.Equal(all.Rows.Count, some.Rows.Count);
        Assert.Equal(all.Rows.Logits, some.Rows.Logits);
        Assert.Equal(all.Rows.Codes, some.Rows.Codes);
        Assert.Equal(all.Rows.Labels, some.Rows.Labels);
    }

    [Fact]
    public void LogitsThatAreInfinite_StayJudgeable()
    {
        var recent = new RecentRows(new FieldCodes(_rows), 32);
        recent.Add(Part(0), [.. Enumerable.Repeat(float.NegativeInfinity, 32)], 0);
        Assert.All(recent.Rows.Logits, logit => Assert.Equal(-30, logit));
    }

    /// <summary>Three batches of 32 of the rows; a row's logit is an eighth of its number.</summary>
    static RecentRows Filled(int capacity, Func<int, long> toCome)
    {
        var recent = new RecentRows(new FieldCodes(_rows), capacity);
        for (var number = 0; number < 3; number++)
        {
            var batch = Part(number * 32);
            float[] logits = [.. Enumerable.Range(number * 32, 32).Select(row => row / 8f)];
            recent.Add(batch, logits, number * 32, toCome(number));
        }

        return recent;
    }

    static Batch Part(int first)
    {
        var part = new Batch(_rows.Layout, 32) { Rows = 32 };
        for (var row = 0; row < 32; row++)
        {
            part.CopyRow(_rows, first + row, row);
        }

        return part;
    }
}
