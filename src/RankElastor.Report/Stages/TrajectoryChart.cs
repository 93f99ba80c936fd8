using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Stages;

/// <summary>
/// A line per model, trained over initial, with the mean's 95 % interval (over rows for one run, over seeds for
/// several), 5 % to 95 % of rows as a band, and the no-structure baseline of each shape dashed.
/// </summary>
static class TrajectoryChart
{
    public static Chart Draw(RunSet set, string key, StageScale scale = StageScale.Directions)
    {
        var title = Title(Variant.Of(key), scale);
        var reading = StageReading.Of(set, key, scale) + Missing(set);
        List<PlacesPoint> Points(RunGroup group, bool initial) =>
            Banded(set, initial, StageLine.Of(group, initial, set.Sites, key, scale));
        var form = new PlacesForm
        {
            Description = $"{title}. {reading}",
            Values = AxisName(Variant.Of(key), scale),
            Places = set.Sites,
            Lines = [.. PlacesLine.Pairs(set, Points).SelectMany(line => line.Ways(set.Sites))],
            Rules = scale == StageScale.Directions ? [.. Baselines(set, key)] : [],
            Level = scale == StageScale.Directions ? double.NaN : 1,
        };
        return new Chart(title, reading, Loss(set), form.Draw(), Legend(set, form, scale), Data(set, key, scale));
    }

    /// <summary>Models whose lines lack seeds, which ended before a probe.</summary>
    static string Missing(RunSet set) => string.Concat(set.Groups
        .Select(group => (group.Label, Text: group.Tally(run => run.Trained is not null, "not probed when trained")))
        .Where(model => model.Text.Length > 0 && set.Groups.Any(group => group.HasSeeds))
        .Select(model => $" {model.Label}: {model.Text}."));

    public static string Weights(RunView run, Snapshot shot) =>
        shot.Epoch == 0 ? "initial"
        : shot.Epoch == run.BestEpoch ? $"kept weights, epoch {Figures.Whole(shot.Epoch)}"
        : $"epoch {Figures.Whole(shot.Epoch)}, last probed";

    /// <summary>Validation logloss of the trained and of the initial weights.</summary>
    public static string Loss(RunSet set) => string.Join("; ", new[]
    {
        ModelComparison.Losses(set.Groups, run => run.Trained, "validation logloss, trained:"),
        ModelComparison.Losses(set.Groups, run => run.Initial, "initial:"),
    }.Where(text => text.Length > 0));

    /// <summary>The band of rows belongs to the rank itself; of the initial weights only one run shows it.</summary>
    static List<PlacesPoint> Banded(RunSet set, bool initial, List<PlacesPoint> points) =>
        !initial || set.IsSingle ? points
        : points.ConvertAll(point => point with { Low = double.NaN, High = double.NaN });

    static string Title(Variant variant, StageScale scale) => variant.Title + scale switch
    {
        StageScale.OfPrevious => ": what each module multiplies it by",
        StageScale.OfFirst => ", relative to the first site",
        StageScale.OfBaseline => " beside a matrix without structure",
        _ => " through the model",
    };

    public static string AxisName(Variant variant, StageScale scale) => scale switch
    {
        StageScale.OfPrevious => variant.Name + ", after ÷ before (ratio)",
        StageScale.OfFirst => variant.Name + " ÷ that of the first site (ratio)",
        StageScale.OfBaseline => variant.Name + " ÷ without structure (ratio)",
        _ => variant.Axis,
    };

    static IEnumerable<(int Place, double Value)> Baselines(RunSet set, string key)
    {
        double Of(RunView run, string site) => (run.Trained ?? run.Initial)?.At(site, key)?.Baseline ?? double.NaN;
        return set.Sites.SelectMany((site, place) => set.Runs.Select(run => Of(run, site))
            .Where(double.IsFinite).Distinct().Select(value => (place, value)));
    }

    static List<LegendEntry> Legend(RunSet set, PlacesForm form, StageScale scale)
    {
        var run = set.Runs[0];
        var trained = run.Trained is { } shot ? $"trained ({Weights(run, shot)})" : "trained: not probed";
        List<LegendEntry> legend =
            [.. set.Groups.Select(group => LegendEntry.Of(set.IsSingle ? trained : group.Label, group.Index))];
        legend.Add(set.IsSingle ? new("initial weights", "line start") : new("thin: initial weights", "thin neutral"));
        if (scale == StageScale.Directions)
        {
            if (form.HasBands && form.Lines.Any(line => line.Points.Any(point => double.IsFinite(point.Low))))
            {
                var style = set.IsSingle ? Paint.Band(0) : "band start";
                legend.Add(new LegendEntry("band: 5–95 % of rows", style, IsArea: true));
            }

            legend.Add(new LegendEntry("no structure (Gaussian matrix of that shape)", "rule"));
        }

        if (form.HasIntervals)
        {
            var unit = set.Groups.Any(group => group.HasSeeds) ? "seeds" : "rows";
            legend.Add(new LegendEntry($"bars: 95 % interval of the mean over {unit}", "thin neutral"));
        }

        return legend;
    }

    static Csv Data(RunSet set, string key, StageScale scale)
    {
        var suffix = scale switch
        {
            StageScale.OfPrevious => "-per-module",
            StageScale.OfFirst => "-cumulative",
            StageScale.OfBaseline => "-baseline-ratio",
            _ => "",
        };
        var csv = new Csv($"trajectory-{key}{suffix}", "model", "seeds", "weights", "site", "mean", "ci95_rows_low",
            "ci95_rows_high", "ci95_seeds_low", "ci95_seeds_high", "q05", "q95", "baseline", "valid_logloss");
        foreach (var group in set.Groups)
        {
            Add(group, initial: true);
            Add(group, initial: false);
        }

        return csv;

        void Add(RunGroup group, bool initial)
        {
            var loss = group.Of(run => StageLine.Weights(run, initial)?.ValidLoss ?? double.NaN).Mean;
            foreach (var point in StageLine.Of(group, initial, set.Sites, key, scale))
            {
                var site = set.Sites[point.Place];
                var baseline = StageLine.Weights(group.Runs[0], initial)?.At(site, key)?.Baseline ?? double.NaN;
                var (rows, seeds) = StageLine.Populations(group, point.Value);
                csv.Add(group.Label, StageLine.Seeds(group, initial), initial ? "initial" : "trained", site,
                    point.Value.Mean, rows.Low, rows.High, seeds.Low, seeds.High, point.Low, point.High, baseline,
                    loss);
            }
        }
    }
}
