using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;
using RankElastor.Report.Stages;
using RankElastor.Training.Probes.Measures;

namespace RankElastor.Report.Health;

/// <summary>The share of attainable directions that each table uses: bars of one run, or a line per model.</summary>
static class FieldChart
{
    const int MostBars = 40;
    const double RowHeight = 30;
    const double Right = Svg.Width - 16;
    const string AxisName = "entropy rank on eigenvalues ÷ attainable rank (share)";

    /// <summary>The chart, or null where no table was recorded.</summary>
    public static Chart? Draw(RunSet set)
    {
        var fields = RunSet.Merge(
            set.Runs.Select(run => FieldUse.Of(run, run.BestEpoch).Select(field => field.Field).ToList()));
        return fields.Count == 0 ? null : set.IsSingle ? Bars(set.Runs[0]) : Lines(set, fields);
    }

    static Chart Bars(RunView run)
    {
        var all = FieldUse.Of(run, run.BestEpoch).OrderBy(field => field.Share).ToList();
        var start = FieldUse.Of(run, 0).ToDictionary(field => field.Field);
        var shown = all.Take(MostBars).ToList();
        var height = 54 + RowHeight * shown.Count;
        var reading = Reading(all)
            + (all.Count > shown.Count ? $" The lowest {Figures.Whole(shown.Count)} are drawn." : "");
        var svg = new Svg(Svg.Width, height, $"Directions in use by field. {reading}");
        var x = Axis.FromZero(1, 10, Right);
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), 4, x.At(tick), height - 42, "gridline");
            svg.Text(x.At(tick), height - 26, x.Name(tick), "middle", "tick");
        }

        svg.Text((x.From + x.To) / 2, height - 8, AxisName, "middle", "axis");
        svg.Line(x.At(FieldUse.Collapsed), 4, x.At(FieldUse.Collapsed), height - 42, "rule");
        for (var i = 0; i < shown.Count; i++)
        {
            DrawBar(svg, x, 4 + RowHeight * i, shown[i], start.GetValueOrDefault(shown[i].Field));
        }

        return new Chart("Fields: directions in use", reading,
            $"validation logloss: {Figures.Score(all[0].ValidLoss)}", svg.ToString(), Legend(shown), Data([run]));
    }

    static void DrawBar(Svg svg, Axis x, double top, FieldUse field, FieldUse? start)
    {
        svg.Text(x.From, top + 12, field.Field.Length <= 26 ? field.Field : field.Field[..25] + "…", "start", "name");
        svg.Text(x.To, top + 12, $"{Figures.Short(field.Rank)} "
            + $"of {Figures.Whole((int)field.Attainable)}, {Figures.Count(field.Ids)} ids", "end", "note");
        var length = x.At(Math.Min(1, field.Share)) - x.From;
        svg.Rectangle(x.From, top + 17, length, 9, field.IsCollapsed ? "fill f1" : "fill f0",
            $"{field.Field}: {Figures.Short(field.Rank)} of {Figures.Short(field.Attainable)} "
                + $"directions{(start is null ? "" : $", at the start {Figures.Short(start.Rank)}")}");
        if (start is not null)
        {
            svg.Line(x.At(Math.Min(1, start.Share)), top + 14, x.At(Math.Min(1, start.Share)), top + 29, "arrow");
        }

        for (var i = 0; i < field.Parts.Count; i++)
        {
            var part = field.Parts[i];
            svg.Mark(x.At(Math.Min(1, part.Share)), top + 21.5, 3.4, Shape(part.Name), "part",
                $"{field.Field}, {part.Name} ({Figures.Count(part.Ids)} "
                    + $"ids): {Figures.Short(part.Rank)} of {Figures.Short(part.Attainable)} directions");
        }
    }

    /// <summary>Circle for the head, square for the torso, triangle for the tail.</summary>
    static int Shape(string part) => Paint.Colours * (part switch { "head" => 0, "torso" => 1, _ => 2 });

    static List<LegendEntry> Legend(List<FieldUse> shown)
    {
        List<LegendEntry> legend =
            [new("trained", "fill f0", IsArea: true), new("trained, fewer than half of the attainable directions",
                "fill f1", IsArea: true), new("initial weights", "arrow")];
        legend.AddRange(shown.SelectMany(field => field.Parts).Select(part => part.Name).Distinct()
            .Select(part => new LegendEntry(
                part switch
                {
                    "head" => "head: ids behind half of the look-ups",
                    "torso" => "torso: up to nine tenths",
                    _ => "tail: all rarer ids",
                },
                "part", Group: Shape(part))));
        return legend;
    }

    /// <summary>Which fields are collapsed, in words.</summary>
    public static string Reading(IReadOnlyList<FieldUse> fields)
    {
        var low = fields.Where(field => field.IsCollapsed).OrderBy(field => field.Share).ToList();
        return low.Count == 0
            ? $"Each of the {Figures.Whole(fields.Count)} "
            + $"fields uses at least half of the directions that its table could use."
            : $"{Figures.Whole(low.Count)} of {Figures.Whole(fields.Count)} "
            + $"fields use{(low.Count == 1 ? "s" : "")} fewer than half of the directions that the table could use: "
            + string.Join(", ", low.Take(4)
                .Select(field => $"{field.Field} ({Figures.Short(field.Rank)} "
                    + $"of {Figures.Whole((int)field.Attainable)})")) + (low.Count > 4 ? ", …" : "") + ".";
    }

    static Chart Lines(RunSet set, List<string> fields)
    {
        List<PlacesPoint> Points(RunGroup group, bool initial) =>
            [.. fields.Select((field, place) => new PlacesPoint(place, group.Of(run =>
            FieldUse.Of(run, initial ? 0 : run.BestEpoch).FirstOrDefault(use => use.Field == field)?.Share
                ?? double.NaN))).Where(point => double.IsFinite(point.Value.Mean))];
        var lines = PlacesLine.Pairs(set, Points);
        var low = fields.Select(
            (field, place) => (field,
                lines.Count(line => !line.IsInitial
                    && line.Points.Any(point => point.Place == place && point.Value.Mean < FieldUse.Collapsed))))
            .Where(entry => entry.Item2 > 0).OrderByDescending(entry => entry.Item2).ToList();
        var reading = low.Count == 0
            ? "In every model each field uses at least half of the directions that its table could use."
            : "Fewer than half of the directions in use: "
            + string.Join(", ", low.Take(5)
                .Select(entry => $"{entry.field} in {Figures.Whole(entry.Item2)} "
                    + $"of {Figures.Whole(set.Groups.Count)} models")) + ".";
        var form = new PlacesForm
        {
            Description = $"Directions in use by field. {reading}",
            Values = AxisName,
            Places = fields,
            Lines = lines,
            Ends = [0, 1]
        };
        List<LegendEntry> legend =
            [.. set.Groups.Select(group => new LegendEntry(group.Label, Paint.Line(group.Index), Group: group.Index)),
                new LegendEntry("thin: initial weights", "thin neutral")];
        return new Chart("Fields: directions in use",
            reading, TrajectoryChart.Loss(set), form.Draw(), legend, Data(set.Runs));
    }

    static Csv Data(IReadOnlyList<RunView> runs)
    {
        var csv = new Csv(
            "health-fields", "run", "weights", "field", "ids", SpectrumMeasures.EntropyRankEv.Name,
            HealthMeasures.AttainableRank.Name, "head", "torso", "tail", "valid_logloss");
        foreach (var (run, initial) in runs.SelectMany(run => new[] { (run, true), (run, false) }))
        {
            foreach (var field in FieldUse.Of(run, initial ? 0 : run.BestEpoch))
            {
                string Part(string name) => Figures.Exact(
                    field.Parts.FirstOrDefault(part => part.Name == name)?.Rank ?? double.NaN);
                csv.Add(run.Label, initial ? "initial" : "trained",
                    field.Field, Figures.Whole(field.Ids), Figures.Exact(field.Rank), Figures.Exact(field.Attainable),
                    Part("head"), Part("torso"), Part("tail"), Figures.Exact(field.ValidLoss));
            }
        }

        return csv;
    }
}
