using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>A variant of the rank by epoch, a line per site, above the validation logloss of the same epochs.</summary>
static class DynamicsChart
{
    public static Chart Draw(RunView run, string key)
    {
        var variant = Variant.Of(key);
        TimeLine Line(string site) => TimeLine.Plain(
            site, run.Snapshots.Select(shot => ((double)shot.Epoch, shot.At(site, key)?.Mean ?? double.NaN)));
        var lines = run.Sites.Select(Line).ToList();
        var reading = Reading(run, lines);
        var form = new TimeForm
        {
            Description = $"{variant.Name} by epoch and site, with validation logloss. {reading}",
            Values = variant.Axis,
            Time = "epoch",
            Loss = "validation logloss (nats per row)",
            Lines = lines,
            Losses = [.. run.Snapshots.Select(shot => ((double)shot.Epoch, shot.ValidLoss))],
            Kept = run.BestEpoch,
        };
        return new Chart(variant.Title + " while training", reading, "", form.Draw(), [], Data(run, key));
    }

    static Csv Data(RunView run, string key)
    {
        var csv = new Csv("dynamics-" + key, "site", "epoch", "mean", "q05", "q95", "baseline", "valid_logloss");
        foreach (var (site, shot) in run.Sites.SelectMany(site => run.Snapshots.Select(shot => (site, shot))))
        {
            if (shot.At(site, key) is { } rank)
            {
                csv.Add(site, shot.Epoch, rank.Mean, rank.Q05, rank.Q95, rank.Baseline, shot.Sites[site].ValidLoss);
            }
        }

        return csv;
    }

    static string Reading(RunView run, IReadOnlyList<TimeLine> lines)
    {
        var (first, last) = (run.Snapshots[0], run.Snapshots[^1]);
        var (from, to) = (Figures.Whole(first.Epoch), Figures.Whole(last.Epoch));
        return first == last
            ? $"One probed epoch only ({from}), with validation logloss {Figures.Score(first.ValidLoss)}."
            : $"From epoch {from} to {to} {TimeLine.Reading(lines, "it", "sites")} "
            + ModelComparison.LossMove("validation logloss", first.ValidLoss, last.ValidLoss);
    }
}
