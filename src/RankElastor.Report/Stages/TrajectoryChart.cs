using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Stages;

/// <summary>
/// A variant of the rank through the sites, a line per model: trained over initial weights, the 95 % interval of each mean (over rows for one run, over seeds for several), the
/// band from 5 % to 95 % of rows, and the mean of Gaussian matrices of the same shape as a dashed line at each site.
/// </summary>
static class TrajectoryChart
{
    public static Chart Draw(RunSet set, string key, StageScale scale = StageScale.Directions)
    {
        var variant = Variant.Of(key);
        var lines = PlacesLine.Pairs(set, (group, initial) => Banded(set, initial, StageLine.Of(group, initial, set.Sites, key, scale)));
        var form = new PlacesForm
        {
            Description = $"{Title(variant, scale)}. {StageReading.Of(set, key, scale)}",
            Values = AxisName(variant, scale),
            Places = set.Sites,
            Lines = lines,
            Rules = scale == StageScale.Directions ? [.. Baselines(set, key)] : [],
            Level = scale == StageScale.Directions ? double.NaN : 1,
        };
        return new Chart(Title(variant, scale), StageReading.Of(set, key, scale), Loss(set), form.Draw(), Legend(set, form, scale), Data(set, key, scale));
    }

    /// <summary>Which weights a snapshot shows.</summary>
    public static string Weights(RunView run, Snapshot shot) =>
        shot.Epoch == 0 ? "initial"
        : shot.Epoch == run.BestEpoch ? $"kept weights, epoch {Figures.Whole(shot.Epoch)}"
        : $"epoch {Figures.Whole(shot.Epoch)}, last probed";

    /// <summary>Validation logloss of the trained and of the initial weights.</summary>
    public static string Loss(RunSet set) => string.Join("; ", new[]
    {
        Comparison.Losses(set, run => run.Trained, "validation logloss, trained:"),
        Comparison.Losses(set, run => run.Initial, "initial:"),
    }.Where(text => text.Length > 0));

    /// <summary>The band of rows belongs to the rank itself; of the initial weights only one run shows it.</summary>
    static List<PlacesPoint> Banded(RunSet set, bool initial, List<PlacesPoint> points) =>
        initial && !set.IsSingle ? points.ConvertAll(point => point with { Low = double.NaN, High = double.NaN }) : points;

    static string Title(Variant variant, StageScale scale) => variant.Title + scale switch
    {
        StageScale.OfPrevious => ": what each module multiplies it by",
        StageScale.OfFirst => ", relative to the first site",
        StageScale.OfBaseline => " beside a matrix without structure",
        _ => " through the model",
    };

    static string AxisName(Variant variant, StageScale scale) => scale switch
    {
        StageScale.OfPrevious => variant.Name + ", after ÷ before (ratio)",
        StageScale.OfFirst => variant.Name + " ÷ that of the first site (ratio)",
        StageScale.OfBaseline => variant.Name + " ÷ without structure (ratio)",
        _ => variant.Axis,
    };

    static IEnumerable<(int Place, double Value)> Baselines(RunSet set, string key) => set.Sites.SelectMany((site, place) => set.Runs
        .Select(run => (run.Trained ?? run.Initial)?.At(site, key)?.Baseline ?? double.NaN).Where(double.IsFinite).Distinct().Select(value => (place, value)));

    static List<LegendEntry> Legend(RunSet set, PlacesForm form, StageScale scale)
    {
        var legend = set.Groups.Select(group => new LegendEntry(
            !set.IsSingle ? group.Label : set.Runs[0].Trained is { } shot ? $"trained ({Weights(set.Runs[0], shot)})" : "trained: not probed",
            Paint.Line(group.Index), Group: group.Index)).ToList();
        legend.Add(set.IsSingle ? new LegendEntry("initial weights", "line start") : new LegendEntry("thin: initial weights", "thin neutral"));
        if (scale == StageScale.Directions)
        {
            if (form.HasBands && form.Lines.Any(line => line.Points.Any(point => double.IsFinite(point.Low))))
            {
                legend.Add(new LegendEntry("band: 5–95 % of rows", set.IsSingle ? Paint.Band(0) : "band start", IsArea: true));
            }

            legend.Add(new LegendEntry("no structure (Gaussian matrix of that shape)", "rule"));
        }

        if (form.HasIntervals)
        {
            legend.Add(new LegendEntry(set.Groups.Any(group => group.HasSeeds) ? "bars: 95 % interval of the mean over seeds" : "bars: 95 % interval of the mean over rows", "thin neutral"));
        }

        return legend;
    }

    static Csv Data(RunSet set, string key, StageScale scale)
    {
        var suffix = scale switch { StageScale.OfPrevious => "-per-module", StageScale.OfFirst => "-cumulative", StageScale.OfBaseline => "-baseline-ratio", _ => "" };
        var csv = new Csv($"trajectory-{key}{suffix}", "model", "seeds", "weights", "site", "mean", "ci95_low", "ci95_high", "q05", "q95", "baseline", "valid_logloss");
        foreach (var (group, initial) in set.Groups.SelectMany(group => new[] { (group, true), (group, false) }))
        {
            foreach (var point in StageLine.Of(group, initial, set.Sites, key, scale))
            {
                var shot = StageLine.Weights(group.Runs[0], initial);
                csv.Add(group.Label, Figures.Whole(group.Runs.Count), initial ? "initial" : "trained", set.Sites[point.Place], Figures.Exact(point.Value.Mean),
                    Figures.Exact(point.Value.Low), Figures.Exact(point.Value.High), Figures.Exact(point.Low), Figures.Exact(point.High),
                    Figures.Exact(shot?.At(set.Sites[point.Place], key)?.Baseline ?? double.NaN),
                    Figures.Exact(group.Of(run => StageLine.Weights(run, initial)?.ValidLoss ?? double.NaN).Mean));
            }
        }

        return csv;
    }
}
