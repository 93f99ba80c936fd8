using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Searches;

/// <summary>The best validation so far against epochs used, a line for each search.</summary>
static class SearchFigure
{
    /// <summary>The file's name.</summary>
    public const string File = "tune.svg";

    const double Left = 62, Right = LabFigure.Width - 20, Row = 18, Head = 34, Plot = 230, Foot = 44;
    const int Colours = 6;

    /// <summary>An SVG document.</summary>
    public static string Draw(IReadOnlyList<FinishedSearch> searches)
    {
        var top = Head + Row * searches.Count + 22;
        var height = top + Plot + Foot;
        const string Title = "Best validation so far";
        var svg = new Svg(LabFigure.Width, height, Title);
        svg.Text(8, 20, Title, "start", "title");
        var plot = new PlotArea(
            svg, Axis.FromZero(searches.Max(search => search.Spent), Left, Right),
            Axis.Over(searches.SelectMany(search => search.Progress).Select(step => step.Best), top + Plot, top));
        var monitors = searches.Select(search => search.Training.Monitor.ToString()).Distinct();
        plot.DrawY(string.Join(" | ", monitors));
        plot.DrawX("epochs trained over all points");
        for (var i = 0; i < searches.Count; i++)
        {
            var y = Head + Row * i + 8;
            svg.Line(8, y - 4, 36, y - 4, Style(i));
            svg.Text(43, y, searches[i].Space.Name, "start", "name");
            plot.Line(Steps(searches[i]), Style(i));
            plot.Dots(
                searches[i].Progress.Select(step => (
                    (double)step.Epochs, step.Best, $"{step.Epochs} epochs: {Figures.LongScore(step.Best)}")),
                2.5, $"f{Figures.Whole(i % Colours)}");
        }

        return LabFigure.Alone(svg, height);
    }

    /// <summary>The best holds until the next training ends.</summary>
    static IEnumerable<(double X, double Y)> Steps(FinishedSearch search)
    {
        var best = double.NaN;
        foreach (var (epochs, now) in search.Progress)
        {
            if (double.IsFinite(best))
            {
                yield return (epochs, best);
            }

            yield return (epochs, now);
            best = now;
        }
    }

    static string Style(int search) =>
        $"line s{Figures.Whole(search % Colours)}{(search / Colours % 2 == 0 ? "" : " dashed")}";
}
