using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Forms;

/// <summary>A value at each place of the model: a line per model with 95 % intervals, trained over initial.</summary>
sealed record PlacesForm
{
    const double Left = 48;
    const double Right = Svg.Width - 12;
    const int MostBands = 3;
    const int MostIntervals = 10;
    const double IntervalGap = 0.09;
    const double MostStretch = 0.15;

    /// <summary>Alternative text for screen readers.</summary>
    public required string Description { get; init; }

    /// <summary>The y axis: measure and unit.</summary>
    public required string Values { get; init; }

    public required IReadOnlyList<string> Places { get; init; }
    public required IReadOnlyList<PlacesLine> Lines { get; init; }

    /// <summary>Short dashed rules, such as the value without structure at a place.</summary>
    public IReadOnlyList<(int Place, double Value)> Rules { get; init; } = [];

    /// <summary>A level over all places, such as 1 for a ratio.</summary>
    public double Level { get; init; } = double.NaN;

    /// <summary>Values that the y axis must show.</summary>
    public IReadOnlyList<double> Ends { get; init; } = [];

    public bool HasBands => Lines.Select(line => line.Group).Distinct().Count() <= MostBands;

    public bool HasIntervals => Lines.Count <= MostIntervals;

    public string Draw()
    {
        var low = PlotArea.RoomForPlaces(Places, Right - Left);
        var height = 230 + low;
        var svg = new Svg(Svg.Width, height, Description);
        var plot = new PlotArea(svg, Axis.Places(Places.Count, Left, Right), Axis.Over(Seen(), height - low, 30));
        plot.DrawY(Values);
        plot.DrawPlaces(Places);
        if (double.IsFinite(Level))
        {
            plot.Level(Level, "", "rule");
        }

        foreach (var (place, value) in Rules)
        {
            plot.Line([(place - 0.42, value), (place + 0.42, value)], "rule");
        }

        foreach (var (line, i) in Lines.Select((line, i) => (line, i)).OrderBy(entry => !entry.line.IsInitial))
        {
            DrawLine(plot, line, IntervalGap * (i - (Lines.Count - 1) / 2.0));
        }

        return svg.ToString();
    }

    /// <summary>What the y axis must hold. Intervals, very long for two seeds, add at most 15 % per side.</summary>
    List<double> Seen()
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        var values = points.Select(point => point.Value.Mean)
            .Concat(HasBands ? points.SelectMany(point => new[] { point.Low, point.High }) : [])
            .Concat(Rules.Select(rule => rule.Value)).Concat(Ends).Append(Level).Where(double.IsFinite).ToList();
        if (!HasIntervals || values.Count == 0)
        {
            return values;
        }

        var (low, high) = (values.Min(), values.Max());
        var room = (high - low) * MostStretch;
        var ends = points.SelectMany(point => new[] { point.Value.Low, point.Value.High }).Where(double.IsFinite);
        return [.. values, .. ends.Select(end => Math.Clamp(end, low - room, high + room))];
    }

    void DrawLine(PlotArea plot, PlacesLine line, double aside)
    {
        var isGrey = line.IsGrey;
        if (HasBands)
        {
            var banded = line.Points.Where(point => double.IsFinite(point.Low));
            var band = banded.Select(point => ((double)point.Place, point.Low, point.High));
            plot.Band([.. band], isGrey ? "band start" : Paint.Band(line.Group));
        }

        var style = line.IsInitial ? Paint.ThinLine(line.Group) + " faint" : Paint.Line(line.Group);
        plot.Line(line.Points.Select(point => ((double)point.Place, point.Value.Mean)), isGrey ? "line start" : style);
        if (HasIntervals)
        {
            var whisker = isGrey ? "thin start" : Paint.Whisker(line.Group);
            foreach (var point in line.Points)
            {
                plot.Interval(point.Place + aside, point.Value.Low, point.Value.High, whisker);
            }
        }

        string Place(PlacesPoint point) => (line.Names ?? Places)[point.Place];
        string Tip(PlacesPoint point) => HasIntervals ? $"{line.Name}, {Place(point)}: {Words(point)}" : "";
        var dot = Paint.Dot(line.Group) + (line.IsInitial ? " faint" : "");
        plot.Marks(line.Points.Select(point => ((double)point.Place, point.Value.Mean, Tip(point))),
            line.IsInitial ? 2.2 : 3.2, line.Group, isGrey ? "dot fstart" : dot);
    }

    static string Words(PlacesPoint point)
    {
        string Range(double low, double high) => $"{Figures.Short(low)} to {Figures.Short(high)}";
        return Figures.Short(point.Value.Mean)
            + (double.IsFinite(point.Value.Half) ? $" [95\u00a0%: {Range(point.Value.Low, point.Value.High)}]" : "")
            + (double.IsFinite(point.Low) ? $"; 5–95\u00a0% of rows: {Range(point.Low, point.High)}" : "");
    }
}

/// <summary>One model's values; grey for the initial weights of a single run.</summary>
sealed record PlacesLine(string Name, int Group, bool IsInitial, bool IsGrey, IReadOnlyList<PlacesPoint> Points)
{
    /// <summary>What this line calls the places, where that differs from line to line.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>A line for each way through the model, of places that are its sites.</summary>
    public IEnumerable<PlacesLine> Ways(IReadOnlyList<string> sites) =>
        Points.GroupBy(point => SiteWay.Of(sites[point.Place])).Select(way => this with { Points = [.. way] });

    /// <summary>Initial and trained weights of each model; lines without a point are left out.</summary>
    public static IReadOnlyList<PlacesLine> Pairs(RunSet set, Func<RunGroup, bool, List<PlacesPoint>> points)
    {
        var pairs = set.Groups.SelectMany(group => new[] { Of(group, true), Of(group, false) });
        return [.. pairs.Where(line => line.Points.Count > 0)];

        PlacesLine Of(RunGroup group, bool initial) => new(
            $"{group.Label}, {(initial ? "initial weights" : "trained")}",
            group.Index, initial, initial && set.IsSingle, points(group, initial));
    }
}

/// <summary>A mean with its interval, and the 5 % to 95 % band of rows, or NaN.</summary>
sealed record PlacesPoint(int Place, Interval Value, double Low = double.NaN, double High = double.NaN);
