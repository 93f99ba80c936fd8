using RankElastor.Data.Datasets;
using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Datasets;

public sealed class TunerDimensionTests
{
    [Fact]
    public void Log_CountsFactorsAlike()
    {
        var rate = TunerDimension.OfRange("rate", "", 1e-4, 1e-2, isLog: true);
        Assert.Equal(1e-3, (double)rate.ValueAt(0.5), 1e-12);
        Assert.Equal(0.75, rate.CoordinateOf(Math.Pow(10, -2.5)), 1e-12);
        Assert.Equal((1e-4, 1e-2), (rate.ValueAt(0), rate.ValueAt(1)));
        Assert.Equal((1e-4, 1e-2), (rate.ValueAt(-1), rate.ValueAt(2)));
        Assert.Equal((0, 1), (rate.CoordinateOf(0L), rate.CoordinateOf(7.0)));
    }

    [Fact]
    public void DrawnNumbers_HaveFourDigits_WithinTheRange()
    {
        var dropout = TunerDimension.OfRange("dropout", "", 0.12344, 0.5);
        Assert.Equal(0.12344, dropout.ValueAt(0)); // not 0.1234, which is outside
        Assert.Equal([0.12344, 0.5], dropout.Extremes);
        Assert.Equal(0.2490, (double)dropout.ValueAt(1 / 3.0), 1e-12);
    }

    [Fact]
    public void WholeNumbers_OwnEqualParts()
    {
        var depth = TunerDimension.OfRange("depth", "", 1, 3, isWhole: true);
        Assert.Equal(
            [1L, 1L, 2L, 2L, 3L, 3L],
            ((double[])[0, 0.33, 0.34, 0.66, 0.67, 1]).Select(place => (long)depth.ValueAt(place)));
        Assert.Equal(0.5, depth.CoordinateOf(2L), 1e-12);
        var width = TunerDimension.OfRange("width", "", 1, 64, isLog: true, isWhole: true);
        Assert.Equal((1L, 64L), ((long)width.ValueAt(0), (long)width.ValueAt(1)));
        Assert.Equal(8L, width.ValueAt(width.CoordinateOf(8L)));
    }

    [Fact]
    public void OneValue_IsAlwaysThat()
    {
        foreach (var isLog in (bool[])[false, true])
        {
            var only = TunerDimension.OfRange("rate", "", 0.01, 0.01, isLog);
            Assert.Equal((0.01, 0.01, 0.5), (only.ValueAt(0), only.ValueAt(1), only.CoordinateOf(0.01)));
        }
    }

    [Fact]
    public void Choices_AreEachThereOnce_ListsToo()
    {
        var units = TunerDimension.OfChoices(
            "units", "", [new List<object?> { 200L }, new List<object?> { 400L }, new List<object?> { 200L }]);
        Assert.Equal(2, units.Choices.Count);
        Assert.Equal((1, -1), (units.ChoiceOf(new List<object?> { 400L }), units.ChoiceOf(400L)));
        Assert.Equal(0, TunerDimension.OfChoices("steps", "", [null, 100L]).ChoiceOf(null));
    }

    [Theory]
    [InlineData(2, 1, false, false, "x: found from 2 to 1; allowed: from <= to")]
    [InlineData(0, 1, true, false, "x: found log from 0; allowed: log: True with from > 0")]
    [InlineData(0.5, 2, false, true, "x: found whole from 0.5 to 2; allowed: whole numbers as ends")]
    [InlineData(double.NaN, 2, false, false, "x: found from NaN to 2; allowed: from <= to")]
    [InlineData(1, double.PositiveInfinity, false, false, "x: found from 1 to Infinity; allowed: from <= to")]
    public void WrongRange_IsRefused(double from, double to, bool isLog, bool isWhole, string expected) =>
        Assert.Equal(expected, Assert.Throws<InputException>(
            () => TunerDimension.OfRange("x", "x", from, to, isLog, isWhole)).Message);
}
