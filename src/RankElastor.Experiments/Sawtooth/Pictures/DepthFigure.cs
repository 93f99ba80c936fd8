using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pictures;

/// <summary>
/// The rank of every model on one axis of depth, trained and initial: seeds as thin lines, their mean bold.
/// </summary>
static class DepthFigure
{
    const double Left = 46, Right = LabFigure.Width - 12, Tall = 200, Gap = 46;
    const int Columns = 3;

    /// <summary>Two panels, trained above initial.</summary>
    public static LabFigure Draw(DatasetRuns data)
    {
        var title = $"{data.Dataset}: rank by depth, of {data.All.Count} models";
        var first = 60 + 18 * ((data.All.Count + Columns - 1) / Columns);
        var height = first + 2 * Tall + Gap + 66;
        var svg = new Svg(LabFigure.Width, height, title);
        svg.Text(8, 20, title, "start", "title");
        LabFigure.Legend(svg, [.. data.All.Select(model => model.Model)], Columns);
        var values = data.All.SelectMany(model => Lines(model, true).Concat(Lines(model, false)))
            .SelectMany(line => line).Select(point => point.Ratio).Append(1).ToList();
        foreach (var (i, trained) in ((bool[])[true, false]).Index())
        {
            var top = first + i * (Tall + Gap);
            var plot = new PlotArea(svg, Axis.Over([0, 1], Left, Right), Axis.Over(values, top + Tall, top));
            plot.DrawY($"{(trained ? "trained" : "initial weights")}: rank over that without structure");
            plot.Level(1, "", "null base");
            plot.DrawX("depth: 0 the embeddings, 1 the last site of a row's matrix", !trained);
            foreach (var (colour, model) in data.All.Index())
            {
                Model(plot, model, colour, trained);
            }
        }

        return new LabFigure(
            $"depth-{data.Dataset}.svg", LabFigure.Alone(svg, height), $"{title} (`{Trajectory.Variant}`)",
            Reading(data));
    }

    static void Model(PlotArea plot, ModelRuns model, int colour, bool trained)
    {
        var lines = Lines(model, trained).ToList();
        foreach (var line in lines)
        {
            plot.Line(line.Select(point => (point.Depth, point.Ratio)), "faint s" + Figures.Whole(colour));
        }

        var mean = lines[0].Select((point, i) => (
            point.Depth, Ratio: lines.Average(line => line[i].Ratio), point.Site)).ToList();
        plot.Line(mean.Select(point => (point.Depth, point.Ratio)), "line s" + Figures.Whole(colour));
        plot.Marks(
            mean.Select(point => (
                point.Depth, point.Ratio, $"{model.Model}, {point.Site}: {Figures.Fixed(point.Ratio, 3)}")),
            3.5, colour, "f" + Figures.Whole(colour));
    }

    /// <summary>A line for each seed.</summary>
    static IEnumerable<List<(double Depth, double Ratio, string Site)>> Lines(ModelRuns model, bool trained) =>
        model.Runs.Select(run => model.Sites.Select((site, i) => (
            model.Sites.Count > 1 ? i / (model.Sites.Count - 1.0) : 0, model.Ratio(run.Manifest.Seed, site, trained),
            site)).ToList());

    static string Reading(DatasetRuns data)
    {
        var ends = data.All.Where(model => model.Sites.Count > 1).Select(model => (
            model.Model, Last: model.Runs.Average(run => model.Ratio(run.Manifest.Seed, model.Sites[^1])))).ToList();
        var (most, least) = (ends.MaxBy(end => end.Last), ends.MinBy(end => end.Last));
        return $"Trained, {most.Model} ends with the highest ratio ({Figures.Fixed(most.Last, 2)}) and {least.Model} "
            + $"with the lowest ({Figures.Fixed(least.Last, 2)}); the dashed line is a matrix without structure.";
    }
}
