using System.Globalization;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Severity.Pages;

/// <summary>
/// The x axis of a sweep: what its rule compares, by powers of ten where that spans more than a factor 50.
/// </summary>
sealed class QuantityScale
{
    /// <summary>Spans these values and the limit, between two coordinates.</summary>
    public QuantityScale(IEnumerable<double> values, double limit, double from, double to)
    {
        List<double> all = [.. values.Where(double.IsFinite), limit];
        IsLogarithmic = all.TrueForAll(value => value > 0) && all.Max() > 50 * all.Min();
        Axis = Axis.Over(all.Select(Place), from, to);
    }

    /// <summary>Whether equal steps are equal factors.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>In units of <see cref="Place"/>.</summary>
    public Axis Axis { get; }

    /// <summary>Where a value lies on the axis: itself, or its decimal logarithm.</summary>
    public double Place(double value) => IsLogarithmic ? Math.Log10(value) : value;

    /// <summary>Draws the numbers and the name below the axis.</summary>
    public void Draw(Svg svg, PlotArea plot, string name)
    {
        plot.DrawX(name, numbers: !IsLogarithmic);
        if (!IsLogarithmic)
        {
            return;
        }

        var (x, y) = (Axis, plot.Y.From);
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), y, x.At(tick), y + 4, "base");
            svg.Text(x.At(tick), y + 17, Text(Math.Pow(10, tick)), "middle", "tick");
        }

        svg.Text((x.From + x.To) / 2, y + 34, name, "middle", "axis");
    }

    static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
