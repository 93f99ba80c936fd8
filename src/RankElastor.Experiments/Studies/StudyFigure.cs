using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Studies;

/// <summary>A forest plot: for each metric and pair the difference with three intervals, and the verdict.</summary>
static class StudyFigure
{
    /// <summary>The file's name.</summary>
    public const string File = "study.svg";

    const double Left = 36, Right = LabFigure.Width - 36, Row = 44, Head = 26, Foot = 52, Top = 58;

    /// <summary>An SVG document.</summary>
    public static string Draw(StudyTable table)
    {
        var height = Top + table.Families.Sum(family => Head + Row * family.Pairs.Count + Foot);
        const string Title = "Differences with 95 % intervals";
        var svg = new Svg(LabFigure.Width, height, Title);
        svg.Text(8, 20, Title, "start", "title");
        var x = 8.0;
        foreach (var (style, words) in Legend)
        {
            svg.Line(x, 38, x + 20, 38, style);
            svg.Text(x + 25, 42, words, "start", "name");
            x += 155;
        }

        var top = Top;
        foreach (var (metric, pairs) in table.Families)
        {
            DrawFamily(svg, table, metric, pairs, top);
            top += Head + Row * pairs.Count + Foot;
        }

        return LabFigure.Alone(svg, height);
    }

    static (string Style, string Words)[] Legend =>
        [("line s0", "seeds and rows"), ("thin s1", "seeds alone"), ("thin s2", "rows alone")];

    static void DrawFamily(
        Svg svg, StudyTable table, StudyMetric metric, IReadOnlyList<StudyPair> pairs, double top)
    {
        var (first, last) = (top + Head, top + Head + Row * pairs.Count);
        double[] margins = table.Request.Margin is { } margin ? [-margin, margin] : [];
        var axis = Axis.Over(
            pairs.SelectMany(Ends).SelectMany(ends => (double[])[ends.Low, ends.High]).Concat([0, .. margins]),
            Left, Right);
        var plot = new PlotArea(svg, axis, Axis.Over([0, 1], last, first));
        svg.Text(8, top + 14, $"{metric.Name}: {(metric.Direction > 0 ? "more" : "less")} is better", "start", "axis");
        foreach (var tick in axis.Ticks)
        {
            svg.Line(axis.At(tick), first, axis.At(tick), last, "gridline");
        }

        svg.Line(axis.At(0), first, axis.At(0), last, "zero");
        foreach (var limit in margins)
        {
            svg.Line(axis.At(limit), first, axis.At(limit), last, "limit");
        }

        plot.DrawX($"difference in {metric.Name}");
        for (var i = 0; i < pairs.Count; i++)
        {
            DrawPair(svg, table, axis, pairs[i], first + i * Row);
        }
    }

    static void DrawPair(Svg svg, StudyTable table, Axis axis, StudyPair pair, double top)
    {
        var label = pair.Contrast.IsPair ? table.Text(pair) : pair.Contrast.Name; // a sum stands on the page
        svg.Text(Left, top + 14, label, "start", "name");
        svg.Text(Right, top + 14, pair.Verdict, "end", "small");
        var height = top + 23;
        foreach (var (ends, (style, words)) in Ends(pair).Zip(Legend))
        {
            if (double.IsFinite(ends.Low + ends.High))
            {
                svg.Line(axis.At(ends.Low), height, axis.At(ends.High), height, style);
            }

            var tip = $"{words}: {Figures.Signed(pair.Gain.Both.Value, 5)} [{Figures.Signed(ends.Low, 5)}, "
                + $"{Figures.Signed(ends.High, 5)}]";
            svg.Dot(axis.At(pair.Gain.Both.Value), height, style == "line s0" ? 3.5 : 2, $"f{style[^1]}", tip);
            height += 7;
        }
    }

    /// <summary>In the order of the legend.</summary>
    static (double Low, double High)[] Ends(StudyPair pair)
    {
        var (both, seeds) = (pair.Gain.Both.Interval, pair.Gain.Seeds.Interval);
        return [(both.Low, both.High), (seeds.Low, seeds.High), StudyTable.OverRows(pair)];
    }
}
