using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Searches;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Guidance;

/// <summary>How far the best of the first trainings is below the best of all, a line for each way to search.</summary>
static class GuidanceFigure
{
    /// <summary>The file's name.</summary>
    public const string File = "guidance.svg";

    const double Left = 62, Right = LabFigure.Width - 20, Row = 18, Head = 34, Plot = 230, Foot = 44;

    /// <summary>An SVG document.</summary>
    public static string Draw(FinishedSearch search, IReadOnlyList<GuidanceArm> arms)
    {
        var top = Head + Row * arms.Count + 22;
        var height = top + Plot + Foot;
        var title = $"{search.Space.Name}: distance of the best so far from the best of all";
        var svg = new Svg(LabFigure.Width, height, title);
        svg.Text(8, 20, title, "start", "title");
        var plot = new PlotArea(
            svg, Axis.FromZero(search.Points.Count, Left, Right),
            Axis.FromZero(arms.Max(arm => arm.Regret[0]), top + Plot, top));
        plot.DrawY($"{search.Training.Monitor} on validation, mean over replays");
        plot.DrawX("trainings");
        for (var i = 0; i < arms.Count; i++)
        {
            var y = Head + Row * i + 8;
            svg.Line(8, y - 4, 36, y - 4, $"line s{Figures.Whole(i)}");
            svg.Text(43, y, arms[i].Name, "start", "name");
            plot.Line(arms[i].Regret.Select((regret, at) => (at + 1.0, regret)), $"line s{Figures.Whole(i)}");
        }

        return LabFigure.Alone(svg, height);
    }
}
