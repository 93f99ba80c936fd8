using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Scaling;

/// <summary>Test AUC against the logarithm of a size, both models: a panel each for depth, width and both.</summary>
static class ScaleFigure
{
    const double Left = 62, Right = LabFigure.Width - 12, First = 92, Tall = 150, Gap = 76;

    /// <summary>The file's name.</summary>
    public static string File(ScaleSet set, ScaleSize size) => $"scale_{set.Data}_{size.Key}.svg";

    /// <summary>An SVG document.</summary>
    public static string Draw(ScaleSet set, ScaleSize size)
    {
        var height = First + ScaleFamily.All.Count * (Tall + Gap);
        var title = $"{set.Data}: test AUC against {size.Name}";
        var svg = new Svg(LabFigure.Width, height, title);
        svg.Text(8, 20, title, "start", "title");
        for (var i = 0; i < set.Models.Count; i++)
        {
            var x = 8 + 150 * i;
            svg.Line(x, 40, x + 22, 40, $"line s{Figures.Whole(i)}");
            svg.Text(x + 28, 44, set.Models[i].Name, "start", "name");
        }

        for (var i = 0; i < ScaleFamily.All.Count; i++)
        {
            DrawFamily(svg, set, ScaleFamily.All[i], size, First + i * (Tall + Gap));
        }

        const string Note = "means and 95 % intervals (Student's t) over seeds; dashed: least squares";
        svg.Text(8, height - 8, Note, "start", "small");
        return LabFigure.Alone(svg, height);
    }

    static void DrawFamily(Svg svg, ScaleSet set, ScaleFamily family, ScaleSize size, double top)
    {
        var points = set.Models.Select(model => Points(model.Curve(family), size)).ToList();
        var plot = new PlotArea(
            svg, Axis.Over(points.SelectMany(curve => curve).Select(point => point.X), Left, Right),
            Axis.Over(
                points.SelectMany(curve => curve).SelectMany(point => (double[])[point.Auc.Low, point.Auc.High]),
                top + Tall, top, 4));
        plot.DrawY($"{family.Name}: test AUC");
        plot.DrawX($"log10 of {size.Name}");
        for (var i = 0; i < points.Count; i++)
        {
            var (model, curve, colour) = (set.Models[i], points[i], Figures.Whole(i));
            var fit = model.Curve(family).Fit(size, ScaleRun.Auc, [.. Enumerable.Range(0, model.Curve(family).Seeds)]);
            double[] ends = [curve.Min(point => point.X), curve.Max(point => point.X)];
            plot.Line(ends.Select(x => (x, fit.At(x))), $"line thin dashed s{colour}");
            foreach (var point in curve)
            {
                plot.Interval(point.X, point.Auc.Low, point.Auc.High, $"bar s{colour}");
            }

            plot.Dots(
                curve.Select(point => (point.X, point.Auc.Mean, $"{model.Name}, {point.Text}")), 3.5, $"f{colour}");
        }
    }

    static List<(double X, Interval Auc, string Text)> Points(ScaleCurve curve, ScaleSize size) =>
    [
        .. curve.Runs.Select(runs =>
        {
            var auc = Interval.OfMean(runs.Select(run => run.Score(ScaleRun.Auc)));
            return (runs.Average(size.Log), auc, $"{runs[0].Shape}: {Figures.LongScore(auc.Mean)}");
        }),
    ];
}
