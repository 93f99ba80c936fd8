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
}
