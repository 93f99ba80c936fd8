using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pictures;

/// <summary>One line of a figure: a model by colour and shape, initial (hollow) or trained (full) weights.</summary>
sealed record Series(ModelRuns Runs, bool Trained, int Colour, double Shift)
{
    const double Radius = 3.6;

    public string Name => $"{Runs.Model}, {(Trained ? "trained" : "initial weights")}";

    public string Stroke => (Trained ? "line " : "thin dashed ") + Tone;

    public string Tone => "s" + Figures.Whole(Colour);

    public static IReadOnlyList<Series> Of(DatasetRuns data, double spread) =>
    [
        new(data.Mixer, false, 0, -0.5 * spread),
        new(data.Elastor, false, 1, 1.5 * spread),
        new(data.Mixer, true, 0, -1.5 * spread),
        new(data.Elastor, true, 1, 0.5 * spread),
    ];

    public void Draw(Svg svg, PlotArea plot, double place, Interval value, string tip)
    {
        if (double.IsFinite(value.Mean))
        {
            plot.Line([(place, value.Low), (place, value.High)], "bar " + Tone);
            Mark(svg, plot.X.At(place), plot.Y.At(value.Mean), tip);
        }
    }

    /// <summary>Its mark: a disc for the first model, a square for the second.</summary>
    public void Mark(Svg svg, double x, double y, string tip)
    {
        var style = Trained ? "f" + Figures.Whole(Colour) : "hollow " + Tone;
        if (Colour == 0)
        {
            svg.Dot(x, y, Radius, style, tip);
        }
        else
        {
            svg.Rectangle(x - Radius, y - Radius, 2 * Radius, 2 * Radius, style, tip);
        }
    }

    /// <summary>The legend of the four series in two rows from <paramref name="top"/> on.</summary>
    public static void Legend(Svg svg, IReadOnlyList<Series> all, double top)
    {
        foreach (var series in all)
        {
            var (x, y) = (series.Colour == 0 ? 8 : 236.0, series.Trained ? top : top + 18);
            svg.Line(x, y - 4, x + 28, y - 4, series.Stroke);
            series.Mark(svg, x + 14, y - 4, "");
            svg.Text(x + 35, y, series.Name, "start", "name");
        }
    }
}
