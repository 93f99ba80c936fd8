using RankElastor.Numerics.Randomness;
using RankElastor.Report.Charts;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report.Reading;

public sealed class ModuleShiftTests
{
    [Theory]
    [InlineData(1.2, 1, "expands by +")]
    [InlineData(0.8, -1, "contracts by −")]
    [InlineData(1.0, 0, "no clear change")]
    public void Direction_ComesFromTheValues(double factor, int direction, string words)
    {
        var shift = Shift(factor, 256, noise: 0.2);
        Assert.Equal(direction, shift.Direction);
        Assert.Contains(words, DensityChart.Words(shift), StringComparison.Ordinal);
        Assert.InRange(shift.Change, factor - 1.02, factor - 0.98);
    }

    [Fact]
    public void Interval_OfTwoKnownPairs()
    {
        // before 1, 3; after 2, 5: differences 1, 2, mean 1.5, standard error 0.5, t = 12.706205, mean before 2
        var shift = Of([1, 3], [2, 5]);
        Assert.Equal(0.75, shift.Change, 1e-12);
        Assert.Equal(0.75 - 12.706205 * 0.25, shift.Low, 1e-6);
        Assert.Equal(0, shift.Direction);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public void Interval_HoldsTheTruthAbout95TimesOf100(int rows)
    {
        var held = 0;
        var random = new SeededRandom(7);
        for (var trial = 0; trial < 2000; trial++)
        {
            var before = Enumerable.Repeat(4f, rows).ToArray();
            var shift = Of(before, [.. before.Select(value => (float)(value + 0.4 + random.NextNormal()))]);
            held += shift.Low <= 0.1 && 0.1 <= shift.High ? 1 : 0;
        }

        Assert.InRange(held, 1860, 1940);
    }

    [Fact]
    public void WithoutRows_ThereIsNoDirection()
    {
        var shift = Of(null, null);
        Assert.Equal(0, shift.Direction);
        Assert.DoesNotContain("95", DensityChart.Words(shift), StringComparison.Ordinal);
    }

    [Fact]
    public void RowDensity_IntegratesToOne_AlsoForEqualValues()
    {
        var grid = Enumerable.Range(0, 2001).Select(i => i * 0.01).ToArray();
        foreach (var values in new double[][] { [5, 6, 7, 9, 12], [8, 8, 8] })
        {
            Assert.Equal(1, RowDensity.Of(values, grid).Sum() * 0.01, 1e-3);
        }
    }

    static ModuleShift Shift(double factor, int rows, double noise)
    {
        var random = new SeededRandom(3);
        var before = Enumerable.Range(0, rows).Select(_ => (float)(6 + random.NextNormal())).ToArray();
        return Of(before, [.. before.Select(value => (float)(value * factor + noise * random.NextNormal()))]);
    }

    static ModuleShift Of(float[]? before, float[]? after)
    {
        ProbeRecord Probe(string site, float[]? values)
        {
            var summary = new MeasureSummary(values?.Average() ?? 2, 1, 1, 1, 1, 7, 0.5, values);
            var measures = new Dictionary<string, MeasureSummary> { [Variant.Primary] = summary };
            return new(1, 100, site, 8, 64, 256, 0.45, measures);
        }

        var shot = new Snapshot(
            1, new Dictionary<string, ProbeRecord> { ["a"] = Probe("a", before), ["b"] = Probe("b", after) });
        return ModuleShift.Between(shot, "a", "b", Variant.Primary)!;
    }
}
