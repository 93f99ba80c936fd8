using System.Runtime.InteropServices;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>A measure over rows before and after a module (Gaussian kernel density), its shift as an arrow.</summary>
static class DensityChart
{
    const int Points = 80;
    const double Left = 14;
    const double Right = Svg.Width - 14;
    const int MostWithInitial = 3;
    const int MostStrips = 8;

    /// <summary>The chart of the module between two sites, or null where no strip has values of each row.</summary>
    public static Chart? Draw(RunSet set, string before, string after, string key)
    {
        var strips = Strips(set, before, after, key);
        if (strips.Count == 0)
        {
            return null;
        }

        var variant = Variant.Of(key);
        var tall = strips.Count <= 3 ? 112.0 : 74.0;
        var height = 8 + tall * strips.Count + 44;
        var svg = new Svg(Svg.Width, height, $"{variant.Name} before and after {after}. {Reading(set, strips, after)}");
        var x = Axis.Over(strips.SelectMany(strip => Finite(strip.Shift.From).Concat(Finite(strip.Shift.To))),
            Left, Right, 6);
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), 8, x.At(tick), height - 44, "gridline");
            svg.Text(x.At(tick), height - 27, x.Name(tick), "middle", "tick");
        }

        svg.Text((Left + Right) / 2, height - 9,
            variant.IsRank ? variant.Name + " of a row (directions)" : variant.Name, "middle", "axis");
        var csv = new Csv($"shift-{key}-{after}", "run", "weights", "site", "quantile", "value");
        for (var i = 0; i < strips.Count; i++)
        {
            DrawStrip(svg, x, strips[i], strips[i].NameIn(set.IsSingle), 8 + tall * i, tall);
            AddQuantiles(csv, strips[i], before, Finite(strips[i].Shift.From));
            AddQuantiles(csv, strips[i], after, Finite(strips[i].Shift.To));
        }

        var shown = set.IsSingle ? strips[0].Group.Index : -1;
        List<LegendEntry> legend = [new($"before ({before})", "band start outline", IsArea: true),
            new($"after ({after})", shown >= 0 ? $"{Paint.Fill(shown)} half s0" : "fill half neutral", IsArea: true)];
        return new Chart($"{before} → {after}", Reading(set, strips, after),
            Loss(set, strips), svg.ToString(), legend, csv);
    }

    public static string Words(ModuleShift shift) => shift.Direction switch
    {
        > 0 => $"expands by {Figures.Percent(shift.Change)}",
        < 0 => $"contracts by {Figures.Percent(shift.Change)}",
        _ => $"shows no clear change ({Figures.Percent(shift.Change)})",
    } + (double.IsFinite(shift.Low)
        ? $" [95\u00a0%: {Figures.Percent(shift.Low)} to {Figures.Percent(shift.High)}]" : "");

    static List<Strip> Strips(RunSet set, string before, string after, string key)
    {
        var strips = new List<Strip>();
        foreach (var group in set.Groups)
        {
            Add(group, run => run.Trained, false);
            if (set.Groups.Count <= MostWithInitial)
            {
                Add(group, run => run.Initial, true);
            }
        }

        return [.. strips.Take(MostStrips)];

        void Add(RunGroup group, Func<RunView, Snapshot?> shot, bool initial)
        {
            ModuleShift? Shift(RunView run) =>
                run.Sites.Zip(run.Sites.Skip(1)).Contains((before, after))
                && ModuleShift.Between(shot(run), before, after, key) is { } shift
                && Finite(shift.From).Count > 1 && Finite(shift.To).Count > 1 ? shift : null;
            var shifts = group.Runs.Select(Shift).OfType<ModuleShift>().ToList();
            if (shifts.Count > 0)
            {
                strips.Add(new Strip(group, shot, ModuleShift.OverSeeds(shifts), initial)
                {
                    Missing = group.Tally(run => Shift(run) is not null, "not measured"),
                });
            }
        }
    }

    static List<double> Finite(Training.Records.MeasureSummary summary) =>
        summary.Values is null ? [] : [.. summary.Values.Where(float.IsFinite).Select(value => (double)value)];

    static void DrawStrip(Svg svg, Axis x, Strip strip, string name, double top, double tall)
    {
        var bottom = top + tall;
        var (before, after) = (Finite(strip.Shift.From), Finite(strip.Shift.To));
        var grid = Enumerable.Range(0, Points).Select(i => x.Low + (x.High - x.Low) * i / (Points - 1)).ToArray();
        var (low, high) = (RowDensity.Of(before, grid), RowDensity.Of(after, grid));
        var most = Math.Max(low.Max(), high.Max());
        var room = tall - 44;
        List<(double, double)> Outline(double[] density) =>
            [(Left, bottom - 4),
                .. grid.Select((value, i) => (x.At(value), bottom - 4 - room * (most > 0 ? density[i] / most : 0))),
                (Right, bottom - 4)];
        svg.Area(Outline(low), "band start outline");
        svg.Area(Outline(high),
            $"{Paint.Fill(strip.Group.Index)} half s{Figures.Whole(strip.Group.Index % Paint.Colours)}");
        svg.Line(Left, bottom - 4, Right, bottom - 4, "base");
        Arrow(svg, x.At(before.Average()), x.At(after.Average()), top + 30, bottom - 4);
        svg.Text(Left, top + 15, name, "start", "name");
        svg.Text(Right, top + 15, ShortWords(strip.Shift), "end", "strong");
    }

    static void Arrow(Svg svg, double from, double to, double y, double bottom)
    {
        svg.Line(from, y - 4, from, bottom, "mean");
        svg.Line(to, y - 4, to, bottom, "mean");
        var head = Math.Min(7, Math.Abs(to - from)) * Math.Sign(to - from);
        svg.Line(from, y, to - head, y, "arrow");
        svg.Area([(to, y), (to - head, y - 4.5), (to - head, y + 4.5)], "head");
    }

    static string ShortWords(ModuleShift shift) =>
        (shift.Direction > 0 ? "expands " : shift.Direction < 0 ? "contracts " : "no clear change ")
            + Figures.Percent(shift.Change);

    static void AddQuantiles(Csv csv, Strip strip, string site, List<double> values)
    {
        const int Steps = 10;
        values.Sort();
        for (var i = 0; i <= Steps; i++)
        {
            var level = i / (double)Steps;
            var value = Sample.QuantileOfSorted(CollectionsMarshal.AsSpan(values), level);
            csv.Add(strip.Group.Label, strip.IsInitial ? "initial" : "trained",
                site, Figures.Exact(level), Figures.Exact(value));
        }
    }

    static string Reading(RunSet set, List<Strip> strips, string after)
    {
        var words = strips.Take(4).Select(strip => set.IsSingle
            ? strip.IsInitial ? "with initial weights it "
            + Words(strip.Shift) : $"trained, {after} " + Words(strip.Shift)
            : $"{strip.Group.Label}{(strip.IsInitial ? " at the start" : "")}: {after} "
                + Words(strip.Shift) + strip.Lacks);
        var text = string.Join("; ", words) + (strips.Count > 4 ? "; …" : ".");
        var first = strips[0].Shift;
        return char.ToUpperInvariant(text[0]) + text[1..] + (!first.Reshapes ? ""
            : $" The matrix changes its shape here ({Figures.Whole(first.Before.Rows)} "
            + $"× {Figures.Whole(first.Before.Columns)} to "
            + $"{Figures.Whole(first.After.Rows)} × {Figures.Whole(first.After.Columns)}), "
            + $"so the ratio to a matrix without structure is the fairer "
            + $"measure: {Figures.Short(first.From.Ratio)} before, {Figures.Short(first.To.Ratio)} after.");
    }

    static string Loss(RunSet set, List<Strip> strips) => !set.IsSingle
        ? ModelComparison.Losses(
            strips.Select(strip => strip.Group).Distinct(), run => run.Trained, "validation logloss, trained:")
        : "validation logloss: " + string.Join(", ", strips.Select(strip =>
        $"{(strip.IsInitial ? "initial" : "trained")} {Figures.Score(strip.Shot(set.Runs[0])!.ValidLoss)}"));

    /// <summary>One row of the chart: a model's weights and what the module does to them.</summary>
    sealed record Strip(RunGroup Group, Func<RunView, Snapshot?> Shot, ModuleShift Shift, bool IsInitial)
    {
        /// <summary>Seeds that the distribution lacks; empty for none.</summary>
        public string Missing { get; init; } = "";

        public string Lacks => Missing.Length > 0 ? $" ({Missing})" : "";

        public string NameIn(bool single)
        {
            var weights = IsInitial ? "initial" : Group.HasSeeds
                ? "trained" : $"epoch {Figures.Whole(Shot(Group.Runs[0])!.Epoch)}";
            return single ? IsInitial ? "initial weights" : "trained, " + weights
                : Group.Label.Length <= 26 ? $"{Group.Label}, {weights}" : Group.Label[..25] + "…";
        }
    }
}
