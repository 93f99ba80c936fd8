using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Propagation;

/// <summary>What items lose of their rank at each site, model by model, with intervals over seeds.</summary>
static class PropagationFigure
{
    /// <summary>The file's name.</summary>
    public const string File = "propagation.svg";

    const double Left = 46;
    const double Right = LabFigure.Width - 10;
    const double First = 92;
    const double Tall = 170;
    const double Shift = 0.12;
    const double Radius = 3.6;

    /// <summary>An SVG document, a panel for each data set.</summary>
    public static string Draw(IReadOnlyList<PropagationSet> sets)
    {
        var rooms = sets.Select(set => PlotArea.RoomForPlaces(Names(set), Right - Left) + 44).ToList();
        var height = First + sets.Count * Tall + rooms.Sum();
        const string Title = "What items lose of their entropy rank where fields are of low rank";
        var svg = new Svg(LabFigure.Width, height, Title);
        svg.Text(8, 20, Title, "start", "title");
        var top = First;
        foreach (var (set, room) in sets.Zip(rooms))
        {
            DrawSet(svg, set, top);
            top += Tall + room;
        }

        const string Note = "bars: 95 % over seeds; dashed: the margin; the lowest rank is judged";
        svg.Text(8, height - 8, Note, "start", "small");
        return LabFigure.Alone(svg, height);
    }

    static void DrawSet(Svg svg, PropagationSet set, double top)
    {
        var points = set.Models
            .SelectMany(model => model.ItemSites.Select(site => (Model: model, Site: site))).ToList();
        var ranks = Ranks(set);
        var losses = points.SelectMany(point => point.Model.Arms.Where(arm => arm != point.Model.Full)
            .Select(arm => point.Model.Lost(arm, point.Site, PropagationMeasure.Rank).Mean)).ToList();
        var margin = PropagationMeasure.Rank.Margin;
        double[] values =
        [
            0, 2 * margin, -margin,
            .. losses.SelectMany(loss => (double[])[loss.Mean, loss.Low, loss.High]).Where(double.IsFinite),
        ];
        var plot = new PlotArea(
            svg, Axis.Places(points.Count, Left, Right), Axis.Over(values, top + Tall, top, 4));
        plot.DrawY($"{set.Data}: share of the rank that is lost");
        plot.DrawPlaces(Names(set));
        svg.Line(Left, plot.Y.At(0), Right, plot.Y.At(0), "zero");
        svg.Line(Left, plot.Y.At(margin), Right, plot.Y.At(margin), "limit");
        for (var colour = 0; colour < ranks.Count; colour++)
        {
            var at = Right - 150 + 76 * colour;
            Mark(svg, at, top - 34, colour, "");
            svg.Text(at + 8, top - 30, $"rank {Figures.Whole(ranks[colour])}", "start", "name");
            for (var place = 0; place < points.Count; place++)
            {
                var (model, site) = points[place];
                if (model.Arms.FirstOrDefault(arm => arm.Rank == ranks[colour]) is not { } confined)
                {
                    continue;
                }

                var loss = model.Lost(confined, site, PropagationMeasure.Rank).Mean;
                var x = place + Shift * (2 * colour - 1);
                plot.Line([(x, loss.Low), (x, loss.High)], $"bar s{Figures.Whole(colour)}");
                Mark(
                    svg, plot.X.At(x), plot.Y.At(loss.Mean), colour,
                    $"{model.Model}, {site}, rank {Figures.Whole(ranks[colour])}: {PropagationText.Lost(loss)}");
            }
        }
    }

    /// <summary>A disc for the lowest rank, a square for the next.</summary>
    static void Mark(Svg svg, double x, double y, int colour, string tip)
    {
        if (!double.IsFinite(y))
        {
            return;
        }

        if (colour == 0)
        {
            svg.Dot(x, y, Radius, "f0", tip);
        }
        else
        {
            svg.Rectangle(x - Radius, y - Radius, 2 * Radius, 2 * Radius, "f1", tip);
        }
    }

    /// <summary>The two lowest ranks that are confined.</summary>
    static List<int> Ranks(PropagationSet set) =>
    [
        .. set.Models.SelectMany(model => model.Arms.Where(arm => arm != model.Full)).Select(arm => arm.Rank)
            .Distinct().Order().Take(2),
    ];

    static List<string> Names(PropagationSet set) =>
        [.. set.Models.SelectMany(model => model.ItemSites.Select(site => $"{model.Model} {site}"))];
}
