using System.Globalization;
using RankElastor.Numerics.Randomness;
using RankElastor.Report.Drawing;

namespace RankElastor.Tests.Report.Drawing;

public sealed class AxisTests
{
    [Fact]
    public void Over_HoldsEveryValue_WithTicksAtBothEnds()
    {
        var random = new SeededRandom(5);
        for (var trial = 0; trial < 2000; trial++)
        {
            var size = Math.Pow(10, 12 * random.NextDouble() - 6);
            var shift = trial % 3 == 0 ? 0 : 10 * size * random.NextNormal();
            double[] values = [.. Enumerable.Range(0, 1 + random.NextInt(6)).Select(_ => shift
                + size * random.NextNormal())];
            var axis = Axis.Over([.. values, double.NaN, double.PositiveInfinity], 300, 20, 3 + random.NextInt(5));
            AssertHolds(axis, values);
            Assert.Equal(axis.Low, axis.Ticks[0], 1e-9 * size + 1e-12 * Math.Abs(shift));
            Assert.Equal(axis.High, axis.Ticks[^1], 1e-9 * size + 1e-12 * Math.Abs(shift));
            Assert.InRange(axis.Ticks.Count, 2, 16);
            AssertNames(axis);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-9)]
    [InlineData(0.37)]
    [InlineData(123456)]
    public void FromZero_BeginsAtZero_AndHoldsTheLargest(double high)
    {
        var axis = Axis.FromZero(high, 0, 100);
        Assert.Equal(0, axis.Low);
        AssertHolds(axis, [0, high]);
        Assert.True(axis.High > 0);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(0.25, 0.75)]
    [InlineData(3, 3)]
    [InlineData(0, 0)]
    [InlineData(1, 137)]
    public void Epochs_HoldsTheEpochs_WithWholeNumbersOnly(double low, double high)
    {
        var axis = Axis.Epochs(low, high, 0, 400);
        AssertHolds(axis, [low, high]);
        Assert.All(axis.Ticks, tick => Assert.Equal(Math.Round(tick), tick));
        Assert.InRange(axis.Ticks.Count, 2, 12);
    }

    [Fact]
    public void At_TakesTheEndsOfTheAxisToTheEndsOfTheDrawing()
    {
        var axis = Axis.Over([2, 4], 300, 20);
        Assert.Equal((300, 160, 20), (axis.At(axis.Low), axis.At((axis.Low + axis.High) / 2), axis.At(axis.High)));
    }

    [Theory]
    [InlineData(0, 25_000, "0 5k 10k 15k 20k 25k")]
    [InlineData(0, 12_000, "0.0 2.5k 5.0k 7.5k 10.0k 12.5k")]
    [InlineData(0, 3_000_000, "0 1M 2M 3M")]
    [InlineData(-0.2, 0.3, "−0.2 −0.1 0.0 0.1 0.2 0.3")]
    [InlineData(0, 1.25, "0.00 0.25 0.50 0.75 1.00 1.25")]
    [InlineData(0, 50, "0 10 20 30 40 50")]
    public void Name_TellsTheTick(double low, double high, string names)
    {
        var axis = Axis.Over([low, high], 0, 100);
        Assert.Equal(names.Split(' ').Select(Value), axis.Ticks.Select(tick => Math.Round(tick, 9)));
        Assert.Equal(names, string.Join(' ', axis.Ticks.Select(axis.Name)));
        Assert.All(axis.Ticks, tick => Assert.Equal(tick, Value(axis.Name(tick)), 1e-9 * high));
    }

    /// <summary>Everything lies between the ends, in order, and so do the ticks.</summary>
    static void AssertHolds(Axis axis, IEnumerable<double> values)
    {
        var slack = 1e-5 * (axis.High - axis.Low); // ends are rounded: less than a hundredth of a unit of the drawing
        Assert.All(values, value => Assert.InRange(value, axis.Low - slack, axis.High + slack));
        Assert.All(axis.Ticks, tick => Assert.InRange(tick, axis.Low - slack, axis.High + slack));
        Assert.True(axis.Low < axis.High);
        Assert.All(axis.Ticks.Zip(axis.Ticks.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    /// <summary>Two ticks are never called the same, and each name is the number that it stands at.</summary>
    static void AssertNames(Axis axis)
    {
        var names = axis.Ticks.Select(axis.Name).ToList();
        Assert.Distinct(names);
        var step = axis.Ticks[1] - axis.Ticks[0];
        Assert.All(axis.Ticks.Zip(names), pair => Assert.Equal(pair.First, Value(pair.Second), 0.02 * step));
    }

    static double Value(string name)
    {
        var (digits, unit) = name.EndsWith('k') ? (name[..^1], 1e3) : name.EndsWith('M') ? (name[..^1], 1e6) : (name,
            1);
        return unit * double.Parse(digits.Replace('−', '-'), CultureInfo.InvariantCulture);
    }
}
