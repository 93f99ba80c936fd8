using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Experiments.Sawtooth.Pictures;

/// <summary>A variant of the rank by site of both models, trained against initial, with intervals over seeds.</summary>
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
        var ranks = all.SelectMany(series => sites.Select(site => series.Runs.Rank(site, variant, series.Trained)));
        var baselines = data.Models.SelectMany(model => sites.Select(site => model.Baseline(site, variant)));
        var values = ranks.SelectMany(rank => new[] { rank.Mean, rank.Low, rank.High }).Concat(baselines);
        var plot = new PlotArea(svg, Axis.Places(sites.Count, Left, Right), Axis.Over(values, Bottom, Top));
        svg.Text(8, 20, title, "start", "title");
        SawtoothFigure.Legend(svg, all, 42);
        svg.Line(8, 74, 22, 74, "null s0");
        svg.Line(22, 74, 36, 74, "null s1");
        var note = $"no structure (Gaussian, same shape); bars: 95 % over {data.Mixer.Runs.Count} seeds";
        svg.Text(43, 78, note, "start", "small");
        plot.DrawY($"{variant} (directions)");
        plot.DrawPlaces(sites);
        foreach (var series in all)
        {
            DrawSeries(svg, plot, series, variant);
        }

        svg.Text(8, height - 26, Loss(data.Mixer), "start", "small");
        svg.Text(8, height - 9, Loss(data.Elastor), "start", "small");
        return new SawtoothFigure($"sawtooth-{data.Dataset}-{variant}.svg", SawtoothFigure.Alone(svg, height),
            $"{title} (`{variant}`) through the model", Reading(data, variant));
    }

    static void DrawSeries(Svg svg, PlotArea plot, Series series, string variant)
    {
        var sites = series.Runs.Sites;
        double Mean(string site) => series.Runs.Rank(site, variant, series.Trained).Mean;
        plot.Line(sites.Select((site, i) => (i + series.Shift, Mean(site))), series.Stroke);
        for (var i = 0; i < sites.Count; i++)
        {
            var rank = series.Runs.Rank(sites[i], variant, series.Trained);
            series.Draw(svg, plot, i + series.Shift, rank, $"{series.Name}, {sites[i]}: {rank.Level()}");
            if (series.Trained)
            {
                var (from, to) = series.Colour == 0 ? (i - 0.45, i + 0.0) : (i + 0.0, i + 0.45);
                var baseline = series.Runs.Baseline(sites[i], variant);
                plot.Line([(from, baseline), (to, baseline)], "null " + series.Tone);
            }
        }
    }

    static string Loss(ModelRuns runs) =>
        $"{runs.Model}: validation logloss {Figures.Score(runs.Loss(trained: true).Mean)}, "
        + $"AUC {Figures.Score(runs.Metric("valid", "AUC").Mean)}";

    static string Reading(DatasetRuns data, string variant) =>
        $"Trained, {Both(data, variant, true)}; with initial weights {Both(data, variant, false)}.";

    static string Both(DatasetRuns data, string variant, bool trained) =>
        string.Join(", ", data.Models.Select(model => Describe(model, variant, trained)));

    static string Describe(ModelRuns runs, string variant, bool trained) =>
        $"{runs.Model}'s mixing {Directions.Of(runs, ModuleKind.Mixing, variant, trained)} "
        + "and its P-FFN with the norm before it " + Directions.Of(runs, ModuleKind.NormAndNetwork, variant, trained);
}
