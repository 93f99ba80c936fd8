using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Experiments.Sawtooth.Pictures;

/// <summary>A variant of the rank through the sites of both models, trained against initial, with intervals over seeds and each shape's no-structure baseline.</summary>
static class TrajectoryFigure
{
    const double Left = 46;
    const double Right = SawtoothFigure.Width - 10;
    const double Top = 112;
    const double Bottom = 350;

    public static SawtoothFigure Draw(DatasetRuns data, string variant)
    {
        var sites = data.Mixer.Sites;
        var places = PlotArea.RoomForPlaces(sites, Right - Left);
        var height = Bottom + places + 50;
        var title = $"{data.Dataset}: {Variant.Of(variant).Name}";
        var svg = new Svg(SawtoothFigure.Width, height, title + " through the sites");
        var all = Series.Of(data, 0.1);
        var values = all.SelectMany(series => sites.Select(site => series.Runs.Rank(site, variant, series.Trained))).SelectMany(one => new[] { one.Mean, one.Low, one.High })
            .Concat(data.Models.SelectMany(model => sites.Select(site => model.Baseline(site, variant))));
        var plot = new PlotArea(svg, Axis.Places(sites.Count, Left, Right), Axis.Over(values, Bottom, Top));
        svg.Text(8, 20, title, "start", "title");
        SawtoothFigure.Legend(svg, all, 42);
        svg.Line(8, 74, 22, 74, "null s0");
        svg.Line(22, 74, 36, 74, "null s1");
        svg.Text(43, 78, $"no structure (Gaussian, same shape); bars: 95 % over {data.Mixer.Runs.Count} seeds", "start", "small");
        plot.DrawY($"{variant} (directions)");
        plot.DrawPlaces(sites);
        foreach (var series in all)
        {
            DrawSeries(svg, plot, series, variant);
        }

        svg.Text(8, height - 26, Loss(data.Mixer), "start", "small");
        svg.Text(8, height - 9, Loss(data.Elastor), "start", "small");
        return new SawtoothFigure($"sawtooth-{data.Dataset}-{variant}.svg", SawtoothFigure.Alone(svg, height), $"{title} (`{variant}`) through the model", Reading(data, variant));
    }

    static void DrawSeries(Svg svg, PlotArea plot, Series series, string variant)
    {
        var sites = series.Runs.Sites;
        plot.Line(sites.Select((site, i) => (i + series.Shift, series.Runs.Rank(site, variant, series.Trained).Mean)), series.Stroke);
        for (var i = 0; i < sites.Count; i++)
        {
            var rank = series.Runs.Rank(sites[i], variant, series.Trained);
            series.Draw(svg, plot, i + series.Shift, rank, $"{series.Name}, {sites[i]}: {rank.Level()}");
            if (series.Trained)
            {
                var half = series.Colour == 0 ? (-0.45, 0.0) : (0.0, 0.45);
                var baseline = series.Runs.Baseline(sites[i], variant);
                plot.Line([(i + half.Item1, baseline), (i + half.Item2, baseline)], "null " + series.Tone);
            }
        }
    }

    static string Loss(ModelRuns runs) =>
        $"{runs.Model}: validation logloss {Figures.Score(runs.Loss(trained: true).Mean)}, AUC {Figures.Score(runs.Metric("valid", "AUC").Mean)}";

    static string Reading(DatasetRuns data, string variant) =>
        $"Trained, {Both(data, variant, true)}; with initial weights {Both(data, variant, false)}.";

    static string Both(DatasetRuns data, string variant, bool trained) => string.Join(", ", data.Models.Select(model => Describe(model, variant, trained)));

    static string Describe(ModelRuns runs, string variant, bool trained) =>
        $"{runs.Model}'s mixing {Directions.Of(runs, ModuleKind.Mixing, variant, trained)} and its P-FFN with the norm before it "
        + Directions.Of(runs, ModuleKind.NormAndNetwork, variant, trained);
}
