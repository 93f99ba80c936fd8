using RankElastor.Experiments.Scaling;

namespace RankElastor.Tests.Experiments.Scaling;

/// <summary>Lines of least squares and lines through points against closed forms and sums.</summary>
public sealed class LineFitTests
{
    [Fact]
    public void PointsOfALine_GiveIt()
    {
        var fit = LineFit.Of([(1, 5), (2, 7), (4, 11), (4, 11)]);
        Assert.Equal(2, fit.Slope, 1e-12);
        Assert.Equal(3, fit.Intercept, 1e-12);
        Assert.Equal(13, fit.At(5), 1e-12);
    }

    [Fact]
    public void NoOtherLine_HasSmallerSquares()
    {
        (double X, double Y)[] points = [(0, 1), (1, -1), (2, 4), (5, 3)];
        var fit = LineFit.Of(points);
        double Squares(double slope, double intercept) =>
            points.Sum(point => Math.Pow(point.Y - intercept - slope * point.X, 2));
        foreach (var (slope, intercept) in ((double, double)[])[(0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01)])
        {
            Assert.True(Squares(fit.Slope + slope, fit.Intercept + intercept) > Squares(fit.Slope, fit.Intercept));
        }

        // n Σxy − Σx Σy over n Σx² − (Σx)²: (4 · 22 − 8 · 7) / (4 · 30 − 64)
        Assert.Equal(32 / 56.0, fit.Slope, 1e-12);
    }

    [Fact]
    public void FewerThanTwoSizes_HaveNoLine()
    {
        Assert.True(double.IsNaN(LineFit.Of([]).Slope));
        Assert.True(double.IsNaN(LineFit.Of([(1, 2)]).Slope));
        Assert.True(double.IsNaN(LineFit.Of([(1, 2), (1, 3)]).At(1)));
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(1.5, 6.25)]
    [InlineData(2.5, 3.5)]
    public void Mean_IsThatOfManyPlacesBetween(double from, double to)
    {
        (double X, double Y)[] points = [(1, 2), (3, 6), (4, -1), (7, 0)];
        double At(double x)
        {
            var i = Array.FindIndex(points, 1, point => x <= point.X);
            var (start, end) = (points[i - 1], points[i]);
            return start.Y + (x - start.X) / (end.X - start.X) * (end.Y - start.Y);
        }

        const int Places = 100_000;
        var sum = Enumerable.Range(0, Places).Average(i => At(from + (i + 0.5) / Places * (to - from)));
        var line = new PolyLine(points.Reverse());
        Assert.Equal((1, 7), (line.Low, line.High));
        Assert.Equal(sum, line.Mean(from, to), 1e-6);
    }

    [Fact]
    public void NothingIsExtrapolated_AndAnEmptyRangeHasNoMean()
    {
        var line = new PolyLine([(1, 2), (3, 6), (3, 8), (4, 8)]);
        Assert.Equal((4 * 2 + 8) / 3.0, line.Mean(1, 4), 1e-12); // the jump has no width
        Assert.All(
            ((double, double)[])[(0.9, 2), (2, 4.1), (2, 2), (3, 2), (double.NaN, 2)],
            range => Assert.True(double.IsNaN(line.Mean(range.Item1, range.Item2))));
    }
}
