using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.TrainedMixers;

/// <summary>Arms on images of one kind, and what became of each with every seed.</summary>
sealed record MixerSweep(
    string Images, IReadOnlyList<MixerArm> Arms, Func<MixerArm, IReadOnlyList<MixerResult>> Results)
{
    const double Left = 62, Right = LabFigure.Width - 12, Top = 92, Tall = 150, Gap = 76;

    const string File = "width.svg", Title = "Mixers of the same number of connections";

    /// <summary>The page's section: the picture, a table of each sweep, and one of the other arms.</summary>
    public static string Section(string folder, IReadOnlyList<MixerSweep> sweeps, MixerSweep others)
    {
        PageFile.Write(Path.Combine(folder, File), Draw(sweeps));
        var tables = sweeps.Select(sweep => $"Mixers on {sweep.Images} images:\n\n{sweep.Table()}\n");
        return $"## Width, connections and parameters\n\n![{Title}]({File})\n\n{string.Concat(tables)}"
            + $"The other networks, on generated images:\n\n{others.Table()}\n";
    }

    MarkdownTable Table()
    {
        var rows = new MarkdownTable(
            "network", "width", "not 0", "Ω", "parameters", "test accuracy ± SD", "training accuracy",
            "largest gradient");
        foreach (var arm in Arms)
        {
            var results = Results(arm);
            double[] scores = [.. results.Select(result => result.Accuracy)];
            rows.Add(
                arm.ToString(), Figures.Whole(arm.Width), Figures.Fixed(arm.Density, 4),
                Figures.Fixed(results[0].Omega, 0), Figures.Whole((int)results[0].Parameters),
                $"{Figures.Fixed(Sample.Mean(scores), 3)} ± {Figures.Fixed(Sample.StandardDeviation(scores), 3)}",
                Figures.Fixed(results.Average(result => result.Learned), 3),
                Figures.Fixed(results.Average(result => result.Gradient), 2));
        }

        return rows;
    }

    static string Draw(IReadOnlyList<MixerSweep> sweeps)
    {
        const double Height = Top + 2 * (Tall + Gap);
        var svg = new Svg(LabFigure.Width, Height, Title);
        svg.Text(8, 20, Title, "start", "title");
        var scores = sweeps.Select(sweep => sweep.Points(result => result.Accuracy)).ToList();
        Panel(
            svg, Top, "test accuracy", [.. sweeps.Zip(scores, (sweep, points) => (sweep.Images, points))]);
        Panel(
            svg, Top + Tall + Gap, "log10 of a number",
            [
                ("connections Ω", sweeps[0].Points(result => Math.Log10(result.Omega))),
                ("parameters", sweeps[0].Points(result => Math.Log10(result.Parameters))),
            ]);
        return LabFigure.Alone(svg, Height);
    }

    static void Panel(
        Svg svg, double top, string name, IReadOnlyList<(string Name, List<(double X, Interval Y)> Points)> curves)
    {
        var all = curves.SelectMany(curve => curve.Points).ToList();
        var plot = new PlotArea(
            svg, Axis.Over(all.Select(point => point.X), Left, Right), Axis.Over(
                all.SelectMany(point => (double[])[point.Y.Low, point.Y.High]).Where(double.IsFinite), top + Tall, top,
                4));
        plot.DrawY(name);
        plot.DrawX("log2 of the tokens S");
        for (var i = 0; i < curves.Count; i++)
        {
            var (colour, points) = (Figures.Whole(i), curves[i].Points);
            svg.Line(200 + 130 * i, top - 14, 220 + 130 * i, top - 14, $"line s{colour}");
            svg.Text(225 + 130 * i, top - 10, curves[i].Name, "start", "small");
            plot.Line(points.Select(point => (point.X, point.Y.Mean)), $"line s{colour}");
            foreach (var (x, y) in points)
            {
                plot.Interval(x, y.Low, y.High, $"bar s{colour}");
            }
        }
    }

    List<(double X, Interval Y)> Points(Func<MixerResult, double> of) =>
        [.. Arms.Select(arm => (Math.Log2(arm.Reads), Interval.OfMean(Results(arm).Select(of))))];
}
