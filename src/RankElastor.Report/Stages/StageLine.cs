using RankElastor.Numerics.Statistics;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Stages;

/// <summary>
/// Of one run the mean over rows with its 95 % interval; of several seeds the mean over seeds. Over the baseline, its
/// own error is in the interval.
/// </summary>
static class StageLine
{
    public static List<PlacesPoint> Of(
        RunGroup group, bool initial, IReadOnlyList<string> sites, string key, StageScale scale)
    {
        var points = new List<PlacesPoint>();
        var seen = group.Runs.Where(run => Weights(run, initial) is not null).ToList();
        for (var place = 0; place < sites.Count; place++)
        {
            var site = sites[place];
            var known = seen.Select(run => Point(run, Weights(run, initial), place, site, key, scale))
                .OfType<PlacesPoint>().ToList();
            if (known.Count > 0 && known.Count == seen.Count) // a mean is over all seeds that were probed, or none
            {
                var mean = Interval.OfMean(known.Select(point => point.Value.Mean));
                var error = scale == StageScale.OfBaseline
                    ? mean.Mean * Weights(seen[0], initial)!.At(site, key)!.BaselineShare
                    : 0;
                points.Add(known.Count == 1 ? known[0] : new PlacesPoint(place, mean.WithError(error)));
            }
        }

        return points;
    }

    /// <summary>Seeds behind a mean: those that were probed.</summary>
    public static int Seeds(RunGroup group, bool initial) =>
        group.Runs.Count(run => Weights(run, initial) is not null);

    /// <summary>What an interval is over: rows of one run, or seeds; the other is NaN.</summary>
    public static (Interval Rows, Interval Seeds) Populations(RunGroup group, Interval value)
    {
        var none = new Interval(double.NaN, double.NaN, 0);
        return group.HasSeeds ? (none, value) : (value, none);
    }

    public static Snapshot? Weights(RunView run, bool initial) => initial ? run.Initial : run.Trained;

    static PlacesPoint? Point(RunView run, Snapshot? shot, int place, string site, string key, StageScale scale)
    {
        if (shot?.At(site, key) is not { } summary)
        {
            return null;
        }

        if (scale is StageScale.OfPrevious or StageScale.OfFirst)
        {
            var way = run.Sites.Where(other => SiteWay.Of(other) == SiteWay.Of(site)).ToList();
            var from = scale == StageScale.OfFirst ? way[0] : way.TakeWhile(other => other != site).LastOrDefault();
            var shift = from is null ? null : ModuleShift.Between(shot, from, site, key);
            return shift is null || !double.IsFinite(shift.Change) ? null
                : new PlacesPoint(place, Ratio(shift, from == site));
        }

        var mean = Interval.OfMoments(summary.Mean, summary.Std, shot.Sites[site].Sample);
        return scale == StageScale.Directions ? new PlacesPoint(place, mean, summary.Q05, summary.Q95)
            : summary.Baseline is > 0 and < double.PositiveInfinity ? new PlacesPoint(
                place, (mean / summary.Baseline).WithError(summary.Ratio * summary.BaselineShare))
            : null;
    }

    /// <summary>After over before; a site over itself is 1 exactly.</summary>
    static Interval Ratio(ModuleShift shift, bool isSame) =>
        shift.Interval with { Mean = 1 + shift.Change, Half = isSame ? double.NaN : shift.Interval.Half };
}
