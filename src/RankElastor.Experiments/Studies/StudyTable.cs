using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Studies;

/// <summary>A study's numbers: arms, and judged pairs by metric.</summary>
sealed record StudyTable(
    StudyRequest Request, TestRows Rows, IReadOnlyList<StudyArm> Arms,
    IReadOnlyList<(StudyMetric Metric, IReadOnlyList<StudyPair> Pairs)> Families)
{
    /// <summary>Measures of the last site that pages and tables show.</summary>
    public const string Rank = "entropy_rank_sv", Ratio = "baseline_ratio";

    /// <summary>The metrics, AUC first.</summary>
    public IEnumerable<StudyMetric> Metrics => Families.Select(family => family.Metric);

    /// <summary>The data set of the first experiment.</summary>
    public string Dataset => Arms[0].Units[0].Result.Dataset;

    /// <summary>An experiment's name on pages.</summary>
    public string Name(string experiment) => StudyArm.ShortName(experiment, Dataset);

    /// <summary>What a pair compares, on pages.</summary>
    public string Text(StudyPair pair) => pair.Contrast.Text(Name);

    /// <summary>Compares the finished units of a study.</summary>
    public static StudyTable Of(StudyRequest request, IReadOnlyList<FinishedUnit> units, TestRows rows)
    {
        var metrics = StudyMetric.For(rows);
        var byName = units.ToLookup(unit => unit.Experiment);
        return new StudyTable(
            request, rows,
            [.. request.Experiments.Select(name => StudyArm.Of([.. byName[name]], rows, metrics))],
            [
                .. metrics.Select(metric => (metric, StudyPair.Judge(
                    [
                        .. request.Pairs.Select(pair => StudyPair.Of(
                            metric, rows, pair, name => [.. byName[name]], request.Workers)),
                    ],
                    request.Margin))),
            ]);
    }

    /// <summary>A line per unit: what it reached. The same for every machine of the same kind.</summary>
    public string UnitsCsv()
    {
        var csv = new Csv(
            "study", ["experiment", "seed", "epochs", "best_epoch", .. Metrics.Select(metric => (Csv.Cell)metric.Name),
                "dense_parameters", "embedding_parameters", "last_site", Rank, Ratio]);
        foreach (var arm in Arms)
        {
            for (var i = 0; i < arm.Units.Count; i++)
            {
                var (unit, run) = (arm.Units[i], arm.Units[i].Result);
                csv.Add([
                    unit.Experiment, run.Seed, run.Epochs, run.BestEpoch,
                    .. Metrics.Select(metric => (Csv.Cell)arm.Values[metric][i]), Whole(run.Parameters["dense"]),
                    Whole(run.Parameters["embedding"]), unit.LastSite ?? "", unit.Last(Rank), unit.Last(Ratio),
                ]);
            }
        }

        return csv.ToString();
    }

    /// <summary>A line per unit: what it cost, as measured; every machine and every run has its own.</summary>
    public string CostsCsv()
    {
        var csv = new Csv(
            "costs", "experiment", "seed", "seconds", "train_seconds", "samples_per_second", "peak_rss_mb");
        foreach (var unit in Arms.SelectMany(arm => arm.Units))
        {
            var run = unit.Result;
            csv.Add(
                unit.Experiment, run.Seed, run.Seconds, run.Costs.GetValueOrDefault("train", double.NaN),
                run.SamplesPerSecond, run.PeakRssMb);
        }

        return csv.ToString();
    }

    /// <summary>A line per pair and metric over all seeds, and one for each seed.</summary>
    public string PairsCsv()
    {
        var csv = new Csv(
            "pairs", "metric", "experiment", "against", "seed", "difference", "error_seeds", "error_rows",
            "error_rows_shared", "low", "high", "p_holm", "p_within_holm", "p_bootstrap", "mde", "verdict");
        foreach (var pair in Families.SelectMany(family => family.Pairs))
        {
            var interval = pair.Gain.Both.Interval;
            csv.Add(
                pair.Metric.Name, pair.Contrast.Head, pair.Contrast.Tail, "all", interval.Mean, pair.Gain.Seeds.Error,
                pair.Gain.Rows.Error, pair.Gain.RowError, interval.Low, interval.High, Known(pair.P),
                Known(pair.PWithin), Known(pair.Bootstrap?.P ?? double.NaN), Known(pair.Detectable), pair.Verdict);
            foreach (var (seed, gain) in Request.AllSeeds.Zip(pair.BySeed))
            {
                csv.Add(
                    pair.Metric.Name, pair.Contrast.Head, pair.Contrast.Tail, seed, gain.Value, "", gain.Error, "",
                    gain.Interval.Low, gain.Interval.High, "", "", "", "", "");
            }
        }

        return csv.ToString();
    }

    /// <summary>The interval over rows alone, seeds held: DeLong's, or the bootstrap's.</summary>
    public static (double Low, double High) OverRows(StudyPair pair)
    {
        var delong = pair.Gain.Rows.Interval;
        return pair.Bootstrap is { } drawn ? (drawn.Low, drawn.High) : (delong.Low, delong.High);
    }

    static Csv.Cell Known(double value) => double.IsNaN(value) ? "" : value;

    static string Whole(long count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
